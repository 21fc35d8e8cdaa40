import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { taskContract } from '../../native-workers/tasks/task.ts';
import type { WarmMessage } from '../../native-workers/tasks/warm-task.ts';
import { TaskPool } from '../../src-main/jobs/task-pool.ts';
import { WarmWorkers } from '../../src-main/jobs/warm-worker.ts';

/** What the system allows: threads that may be started yet (`ulimit -u`), and for how many there is memory (`ulimit -v`). */
const system = vi.hoisted(() => ({ threads: 0, room: Infinity }));

vi.mock('../../src-main/files/memory-limits.mjs', async (original) => ({
  ...(await original<object>()),
  roomForThreads: () => system.room,
  addressSpaceLimit: () => (system.room === Infinity ? null : 2e9),
}));

vi.mock('piscina', () => ({
  /** One thread, which says what it was asked. */
  Piscina: class {
    constructor() {
      if (system.threads === 0) throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
      system.threads -= 1;
      system.room -= 1;
    }

    on = (): void => undefined;
    destroy = async (): Promise<void> => Promise.resolve();

    async run(message: WarmMessage): Promise<unknown> {
      await Promise.resolve();
      if ('task' in message && message.task === 'dies') throw new Error('it died');
      return 'hash' in message ? { miss: false, heldBytes: 1, result: { ok: true, value: message.hash } } : undefined;
    }
  },
}));

const TASK = taskContract<object, string>('echo');

let warm: WarmWorkers;
beforeEach(() => {
  warm = new WarmWorkers();
  Object.assign(system, { threads: 0, room: Infinity });
});
afterEach(async () => warm.close());

const ask = async (hash: string, ahead = false): Promise<string> =>
  warm.run({ hash, arrays: () => expect.unreachable('the thread has all samples') }, TASK, {}, { ahead });

test('where the system starts no thread, spares do without, and what is asked for says so, again and again', async () => {
  // An unhandled rejection would end the process.
  warm.startAhead();
  await Promise.resolve();
  expect(warm.started).toBe(0);
  for (const hash of ['a', 'b', 'a']) {
    const answer = ask(hash);
    await expect(answer).rejects.toThrow(BadInput);
    await expect(answer).rejects.toThrow(/no further thread \(ulimit -u;/);
  }
  const task = new TaskPool(1).run(taskContract<{ control: null }, string>('echo'), {});
  await expect(task).rejects.toThrow(/no further thread \(ulimit -u;/);
  system.threads = 1;
  expect(await ask('a')).toBe('a');
});

test.each([
  ['system starts one thread only', { threads: 1 }],
  ['memory is enough for one thread only', { threads: 9, room: 1 }],
])('where the %s, it serves every sample, those asked for ahead too', async (_, limits) => {
  Object.assign(system, limits);
  expect(await Promise.all(['a', 'b', 'c'].map(async (hash) => ask(hash)))).toStrictEqual(['a', 'b', 'c']);
  expect(await ask('d', true)).toBe('d');
  expect(await Promise.all([ask('e', true), ask('f', true), ask('a')])).toStrictEqual(['e', 'f', 'a']);
  expect(warm.started).toBe(1);
});

test('where a thread dies and none can be started in its place, every task that waits says so', async () => {
  system.threads = 1;
  const pool = new TaskPool(1);
  const tasks = ['dies', 'echo', 'echo'].map((id) => pool.run(taskContract<{ control: null }, string>(id), {}));
  const reasons = (await Promise.allSettled(tasks)).map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as Error).message : outcome.value,
  );
  expect(reasons).toEqual([
    expect.stringMatching(/died: it died$/),
    expect.stringMatching(/no further thread \(ulimit -u;/),
    expect.stringMatching(/no further thread \(ulimit -u;/),
  ]);
});
