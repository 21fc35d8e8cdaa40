import { addon } from '../addon.ts';
import type { Checkpoint } from '../analysis/preparation/checkpoint.ts';
import { simulate, type SimulateOutcome } from '../analysis/preparation/simulate.ts';
import type { SimulateWatch } from '../analysis/preparation/run-dynamics.ts';
import { KEYCORE_VERSION } from '../version.ts';
import { bytesOfCheckpoint, checkpointOf } from './checkpoint-bytes.ts';
import type { SimulateMessage, SimulateTaskInput, SimulateTaskWatch } from './simulate.contract.ts';
import { buffersOf, controlOf } from './task.ts';

/** Where to go on: only from what this build made, as another one's bits would differ. */
function startOf({ from }: SimulateTaskWatch): Checkpoint | undefined {
  if (from === null || from.version !== KEYCORE_VERSION || from.variant !== addon().variant) return undefined;
  return checkpointOf(from.data);
}

/** Sends states of the dynamics on, no more often than is asked for. */
function watchOf(watch: SimulateTaskWatch): SimulateWatch {
  const { port, checkpointIntervalMs, liveIntervalMs } = watch;
  const from = startOf(watch);
  const began = performance.now();
  const sent = { checkpoint: began, live: Number.NEGATIVE_INFINITY, rows: from?.trace.rows.length ?? 0 };
  const say = (message: SimulateMessage): void => port.postMessage(message, [...buffersOf(message)]);
  return {
    from,
    onCheckpoint: (state) => {
      const now = performance.now();
      if (now - sent.checkpoint >= checkpointIntervalMs) {
        sent.checkpoint = now;
        const data = bytesOfCheckpoint(state);
        say({ kind: 'checkpoint', data, version: KEYCORE_VERSION, variant: addon().variant });
      }
      if (liveIntervalMs !== null && now - sent.live >= liveIntervalMs) {
        sent.live = now;
        const positions = state.positions.slice();
        // A crystal that is tried again begins its trace again.
        const trace = state.trace.rows.slice(state.trace.rows.length < sent.rows ? 0 : sent.rows);
        sent.rows = state.trace.rows.length;
        const diameters = state.diameters?.slice();
        say({ kind: 'live', positions, trace, ...(diameters === undefined ? {} : { diameters }) });
      }
    },
  };
}

export function handleSimulate({ settings, index, control, watch }: SimulateTaskInput): SimulateOutcome {
  return simulate(settings, index, controlOf(control), watch === undefined ? {} : watchOf(watch));
}
