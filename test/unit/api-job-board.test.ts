import { describe, expect, test, vi } from 'vitest';
import { analysisShare } from '../../src-main/import/import-file.ts';
import {
  JobBoard,
  type BoardOwner,
  type Job,
  type JobBoardEvent,
  type JobContext,
} from '../../src-main/jobs/job-board.ts';

/** A piece of work that the test ends. */
function held() {
  let end: (error?: Error) => void = () => undefined;
  let context: JobContext | null = null;
  const done = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  return {
    end: (error?: Error) => end(error),
    /** Throws before it runs. */
    context: (): JobContext => {
      if (context === null) throw new Error('it does not run yet');
      return context;
    },
    work: async (given: JobContext): Promise<void> => {
      context = given;
      given.signal.addEventListener('abort', () => end(new Error('stopped')));
      await done;
    },
  };
}

function start(board: JobBoard, work: (context: JobContext) => Promise<void>, project = 'p'): Job {
  return board.start({ project, title: 'a job', work });
}

/** A board whose owner puts errors into their own words, and does what else the test says. */
function newBoard(more: Partial<BoardOwner> = {}): JobBoard {
  return new JobBoard({
    explain: (error) => ({ kind: 'internal', message: (error as Error).message }),
    onChange: () => undefined,
    onError: () => undefined,
    ...more,
  });
}

async function turn(): Promise<void> {
  await new Promise((after) => setTimeout(after, 0));
}

async function all(job: Job, after = 0): Promise<JobBoardEvent[]> {
  const events: JobBoardEvent[] = [];
  for await (const event of job.events(after, new AbortController().signal)) if (event !== null) events.push(event);
  return events;
}

test('jobs run one after another, also when one fails', async () => {
  const board = newBoard();
  const [one, two] = [held(), held()];
  const first = start(board, one.work);
  const second = start(board, two.work, 'q');
  await turn();
  expect([first.snapshot.state, second.snapshot.state]).toStrictEqual(['running', 'queued']);
  expect(() => two.context()).toThrow('it does not run yet');
  one.end(new Error('no more room'));
  await first.finished;
  await turn();
  expect(first.snapshot).toMatchObject({ state: 'failed', error: { kind: 'internal', message: 'no more room' } });
  expect(second.snapshot.state).toBe('running');
  two.end();
  await second.finished;
  expect(second.snapshot).toMatchObject({ state: 'done', progress: 1, error: null });
  expect(board.list('p')).toStrictEqual([first]);
  expect(board.find('p', second.id)).toBeUndefined();
  expect(board.find('q', second.id)).toBe(second);
});

test('events are numbered from 1, can be had again from any number, and end with the job', async () => {
  const board = newBoard();
  const one = held();
  const job = start(board, one.work);
  await turn();
  const early = all(job);
  one.context().stored(4);
  await turn();
  one.context().stored(7);
  one.end();
  const events = await early;
  expect(events.map(({ seq }) => seq)).toStrictEqual([1, 2, 3, 4, 5]);
  expect(events.map((event) => event.job.state)).toStrictEqual(['queued', 'running', 'running', 'running', 'done']);
  expect(events.at(-1)?.job.samples).toStrictEqual([4, 7]);
  expect(await all(job)).toStrictEqual(events);
  expect(await all(job, 3)).toStrictEqual(events.slice(3));
  expect(await all(job, 99)).toStrictEqual([]);
});

test('a long job keeps its last events, each of which says all', async () => {
  const board = newBoard();
  const one = held();
  const job = start(board, one.work);
  await turn();
  for (let sample = 1; sample <= 1000; sample++) one.context().stored(sample);
  one.end();
  await job.finished;
  const events = await all(job);
  expect(events).toHaveLength(256);
  expect(events.at(-1)).toMatchObject({ seq: 1003, job: { state: 'done' } });
  expect(events.at(-1)?.job.samples).toHaveLength(1000);
});

test('progress never goes back, and tells the time left once it can be told', async () => {
  const board = newBoard();
  const one = held();
  const job = start(board, one.work);
  await turn();
  one.context().report('minimise', null);
  expect(job.snapshot).toMatchObject({ stage: 'minimise', progress: null, secondsLeft: null });
  one.context().report('modes', 0.01);
  expect(job.snapshot).toMatchObject({ progress: 0.01, secondsLeft: null });
  await new Promise((after) => setTimeout(after, 100));
  one.context().report('modes', 0.5);
  one.context().report('split', 0.2);
  expect(job.snapshot).toMatchObject({ stage: 'split', progress: 0.5 });
  // Half done after 0.1 s and some: as much again is left.
  expect(job.snapshot.secondsLeft).toBeGreaterThanOrEqual(0.09);
  expect(job.snapshot.secondsLeft).toBeLessThan(5);
  one.end();
  await job.finished;
});

test('the time left counts from when the work began, not from when the job was asked for', async () => {
  const board = newBoard();
  const [one, two] = [held(), held()];
  start(board, one.work);
  const job = start(board, two.work);
  await new Promise((after) => setTimeout(after, 400));
  one.end();
  await vi.waitFor(() => expect(job.snapshot.state).toBe('running'));
  two.context().report('modes', 0.5);
  // Half done after next to nothing; the wait would make it 0.4 s.
  expect(job.snapshot.secondsLeft).toBeLessThan(0.3);
  two.end();
  await job.finished;
});

describe('what is done when a job has come to its end', () => {
  const settled = (board: JobBoard, work: (context: JobContext) => Promise<void>, how: boolean[], fails = false): Job =>
    board.start({
      project: 'p',
      title: 'a job',
      work,
      settled: async (interrupted) => {
        await turn();
        how.push(interrupted);
        if (fails) throw new Error('the disk is full');
      },
    });

  test('is done before that is told, whatever the end', async () => {
    const board = newBoard();
    const how: boolean[] = [];
    for (const error of [undefined, new Error('no more room')]) {
      const one = held();
      const job = settled(board, one.work, how);
      await turn();
      const before = how.length;
      one.end(error);
      await Promise.resolve();
      expect(job.isFinished).toBe(false);
      await job.finished;
      expect(how.length).toBe(before + 1);
      await job.finished;
      await turn();
    }
    expect(how).toStrictEqual([false, false]);
  });

  test('knows a cancel of the user from an interruption, also of one that waits for its turn', async () => {
    const board = newBoard();
    const [cancelled, interrupted, waiting] = [[], [], []] as boolean[][];
    const first = held();
    const job = settled(board, first.work, cancelled);
    await turn();
    job.cancel();
    await job.finished;
    await turn();
    const second = held();
    settled(board, second.work, interrupted);
    settled(board, held().work, waiting);
    await turn();
    await board.interruptAll('p');
    expect({ cancelled, interrupted, waiting }).toStrictEqual({
      cancelled: [false],
      interrupted: [true],
      waiting: [true],
    });
    expect(board.list('p').every((job) => job.isFinished)).toBe(true);
  });

  test('may fail: that is told to the owner, and the job has ended all the same', async () => {
    const errors: unknown[] = [];
    const changes: string[] = [];
    const board = newBoard({
      onError: (error) => errors.push(error),
      onChange: (project, changed) => changes.push(`${project} ${changed}`),
    });
    const one = held();
    const job = settled(board, one.work, [], true);
    await turn();
    one.context().stored(3);
    one.end();
    await job.finished;
    expect(job.snapshot.state).toBe('done');
    expect(errors).toStrictEqual([new Error('the disk is full')]);
    // Queued, running, a sample, done.
    expect(changes).toStrictEqual(['p jobs', 'p jobs', 'p samples', 'p jobs']);
  });
});

test('a job is cancelled while it runs and before it runs; one that was done is done', async () => {
  const board = newBoard();
  const [one, two, three] = [held(), held(), held()];
  const jobs = [one, two, three].map(({ work }) => start(board, work));
  await turn();
  jobs[1].cancel();
  await jobs[1].finished;
  expect(jobs.map(({ snapshot }) => snapshot.state)).toStrictEqual(['running', 'cancelled', 'queued']);
  jobs[0].cancel();
  await jobs[0].finished;
  await turn();
  expect(jobs.map(({ snapshot }) => snapshot.state)).toStrictEqual(['cancelled', 'cancelled', 'running']);
  expect(() => two.context()).toThrow('it does not run yet');
  expect((await all(jobs[1])).map((event) => event.job.state)).toStrictEqual(['queued', 'cancelled']);
  three.end();
  await jobs[2].finished;
  jobs[2].cancel();
  expect(jobs[2].snapshot.state).toBe('done');
  await board.interruptAll();
});

test('a listener that goes away is let go', async () => {
  const board = newBoard();
  const one = held();
  const job = start(board, one.work);
  const gone = new AbortController();
  const seen: (JobBoardEvent | null)[] = [];
  const listening = (async () => {
    for await (const event of job.events(0, gone.signal)) seen.push(event);
  })();
  await turn();
  await turn();
  gone.abort();
  await listening;
  expect(seen.map((event) => event?.seq)).toStrictEqual([1, 2]);
  one.end();
  await job.finished;
});

test('the share of an analysis grows with its stages', () => {
  const stages = ['', 'minimise', 'newton', 'factorise', 'modes', 'vibrability', 'split'];
  const shares = stages.map((stage) => analysisShare({ stage, done: 0, total: 0 }));
  expect(shares).toStrictEqual(shares.toSorted((a, b) => a - b));
  expect(analysisShare({ stage: 'modes', done: 10, total: 20 })).toBeCloseTo((0.35 + 0.7) / 2, 12);
  expect(analysisShare({ stage: 'split', done: 30, total: 20 })).toBe(1);
  expect(analysisShare({ stage: 'unheard of', done: 1, total: 1 })).toBe(0);
});

test('the time left is what the work says, where it says any', async () => {
  const board = newBoard();
  const work = held();
  const job = start(board, work.work);
  await turn();
  work.context().report('making', 0.5, 77);
  expect(job.snapshot).toMatchObject({ progress: 0.5, secondsLeft: 77 });
  work.context().report('making', 0.6, null);
  expect(job.snapshot.secondsLeft).toBeNull();
  work.context().report('making', 0.7);
  expect(job.snapshot.secondsLeft).toBeGreaterThanOrEqual(0);
  work.end();
  await job.finished;
});
