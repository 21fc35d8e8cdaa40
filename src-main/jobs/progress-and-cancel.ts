import type { Transferable } from 'node:worker_threads';
import { STAGES } from '../../native-workers/addon.ts';
import { SAMPLE_CONTROL_WORDS, sampleShare } from '../../native-workers/analysis/run/sample-share.ts';

/** How far a task is. */
export interface TaskProgress {
  /** What the kernels are doing, in the words of `STAGES`; empty between stages. */
  stage: string;
  /** Parts of that stage; `total` is 0 where the end is not known. */
  done: number;
  total: number;
  /** Of the whole sample that is being made, 0 to 1; stays 0 in tasks that do not tell. */
  share: number;
}

/**
 * Share of an analysis that is done: that of the whole where the task tells it, that of its main stage where it has one;
 * else null, since parts of a stage say nothing of the whole.
 */
export function shareDone(
  { mainStage }: { mainStage?: string },
  { share, stage, done, total }: TaskProgress,
): number | null {
  if (share > 0) return share;
  return stage !== '' && stage === mainStage && total > 0 ? done / total : null;
}

/** What the caller of a task is told, and how it stops it. */
export interface TaskWatch {
  signal?: AbortSignal;
  /** Called about ten times a second while the task runs. */
  onProgress?: (progress: TaskProgress) => void;
  /** What of the input is handed over rather than copied: ports. */
  transfer?: Transferable[];
}

const PROGRESS_INTERVAL_MS = 100;

/**
 * Begins to watch a task through shared memory, until `end`; `onStop` is called when it has been asked to stop.
 */
export function watchTask(
  { signal, onProgress }: TaskWatch,
  onStop: () => void,
): { control: SharedArrayBuffer; end: () => void } {
  const control = new SharedArrayBuffer(SAMPLE_CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT);
  const words = new Int32Array(control);
  const stop = () => {
    Atomics.store(words, 0, 1);
    onStop();
  };
  signal?.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => {
    const stage = STAGES[Atomics.load(words, 1)] ?? '';
    const [done, total] = [Atomics.load(words, 2), Atomics.load(words, 3)];
    onProgress?.({ stage, done, total, share: sampleShare(words) ?? 0 });
  }, PROGRESS_INTERVAL_MS);
  return {
    control,
    end: () => {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
    },
  };
}
