import { MessageChannel } from 'node:worker_threads';
import type { SimulationSettings } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import {
  simulateTask,
  type SavedState,
  type SimulateMessage,
  type SimulateTaskOutput,
} from '../../native-workers/tasks/simulate.contract.ts';
import type { LiveState } from './ensemble-events.ts';
import type { TaskPool } from '../jobs/task-pool.ts';
import type { TaskProgress } from '../jobs/progress-and-cancel.ts';
import type { TaskOutcome } from '../jobs/task-result.ts';

/** One sample to be made, and who is told. */
export interface SampleAssignment {
  settings: SimulationSettings;
  /** Index in its job. */
  position: number;
  from: SavedState | null;
  checkpointIntervalMs: number;
  liveIntervalMs: number | null;
  signal: AbortSignal;
  onProgress: (progress: TaskProgress) => void;
  onLive: (state: Pick<LiveState, 'positions' | 'diameters' | 'trace'>) => void;
  /** Never called again once this throws; the sample is then stopped and the error thrown. */
  onCheckpoint: (state: SavedState) => Promise<void>;
}

/** Makes a sample in a worker of the pool; throws what the worker or a listener throws. */
export async function makeSample(pool: TaskPool, order: SampleAssignment): Promise<TaskOutcome<SimulateTaskOutput>> {
  const { settings, position, from, checkpointIntervalMs, liveIntervalMs, onProgress, onLive, onCheckpoint } = order;
  const { port1: ear, port2: port } = new MessageChannel();
  const failure = new AbortController();
  let writing: Promise<void> = Promise.resolve();
  let isOver = false;
  ear.on('message', (message: SimulateMessage) => {
    // Messages have a way of their own and may come after the result.
    if (isOver || failure.signal.aborted) return;
    if (message.kind === 'live') {
      onLive(message);
      return;
    }
    const { data, version, variant } = message;
    writing = writing.then(async () => {
      try {
        if (!isOver) await onCheckpoint({ data, version, variant });
      } catch (error) {
        failure.abort(error);
      }
    });
  });
  try {
    const outcome = await pool.run(
      simulateTask,
      { settings, index: position, watch: { port, from, checkpointIntervalMs, liveIntervalMs } },
      { signal: AbortSignal.any([order.signal, failure.signal]), onProgress, transfer: [port] },
    );
    isOver = true;
    await writing;
    if (failure.signal.aborted) throw failure.signal.reason;
    return outcome;
  } finally {
    isOver = true;
    ear.close();
  }
}
