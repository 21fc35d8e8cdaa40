import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProjectChanges, type RevisionChange } from '../../src-main/library/project-changes.ts';

const NOW = 1_700_000_000_000;

beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

async function next(stream: AsyncGenerator<RevisionChange | null, void>): Promise<RevisionChange | null | undefined> {
  const { value } = await stream.next();
  return value ?? undefined;
}

test('revisions begin at the time, so that those of an earlier run count as old', async () => {
  const changes = new ProjectChanges();
  expect(changes.revision).toBe(NOW);
  const { signal } = new AbortController();
  const all = { revision: NOW, project: true, samples: true, jobs: true };
  expect(await next(changes.after(0, signal))).toStrictEqual(all);
  expect(await next(changes.after(NOW - 1, signal))).toStrictEqual(all);
  // From a clock that was set back since.
  expect(await next(changes.after(NOW + 1, signal))).toStrictEqual(all);
});

test('each change tells what changed, several at once tell of all, and a repetition tells of nothing more', async () => {
  const changes = new ProjectChanges();
  const stream = changes.after(changes.revision, new AbortController().signal);
  changes.mark('samples');
  expect(await next(stream)).toStrictEqual({ revision: NOW + 1, project: false, samples: true, jobs: false });
  changes.mark('jobs');
  changes.mark('samples', 'project');
  changes.mark('jobs');
  expect(await next(stream)).toStrictEqual({ revision: NOW + 4, project: true, samples: true, jobs: true });
  const waiting = next(stream);
  changes.mark('project');
  expect(await waiting).toStrictEqual({ revision: NOW + 5, project: true, samples: false, jobs: false });
});

test('two who listen hear the same, each from where it began', async () => {
  const changes = new ProjectChanges();
  const { signal } = new AbortController();
  const first = changes.after(NOW, signal);
  changes.mark('jobs');
  const second = changes.after(NOW + 1, signal);
  const late = next(second);
  expect(await next(first)).toMatchObject({ revision: NOW + 1, jobs: true });
  changes.mark('samples');
  expect(await next(first)).toMatchObject({ revision: NOW + 2, jobs: false, samples: true });
  expect(await late).toMatchObject({ revision: NOW + 2, jobs: false, samples: true });
});

test('the stream ends with the project, and with its reader', async () => {
  const changes = new ProjectChanges();
  const gone = new AbortController();
  const [left, closed] = [changes.after(NOW, gone.signal), changes.after(NOW, new AbortController().signal)];
  const [leaving, closing] = [next(left), next(closed)];
  gone.abort();
  expect(await leaving).toBeUndefined();
  changes.end();
  expect(await closing).toBeUndefined();
  expect(await next(changes.after(0, new AbortController().signal))).toBeUndefined();
});
