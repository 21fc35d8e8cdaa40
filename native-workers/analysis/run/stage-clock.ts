import type { Control } from '../../addon.ts';

/** Ends a calculation before its result: carries why, and at which stage, to the one place that reports it. */
export class Interrupted extends Error {
  readonly status: 'not-converged' | 'cancelled';
  /** Null where the message needs none. */
  readonly stage: string | null;

  constructor(status: 'not-converged' | 'cancelled', stage: string | null, detail: string) {
    super(detail);
    this.name = 'Interrupted';
    this.status = status;
    this.stage = stage;
  }
}

function cancelledDuring(stage: string) {
  return new Interrupted('cancelled', stage, `cancelled during '${stage}'`);
}

/**
 * Runs the stages of a calculation one after another: measures each, stops between and inside them on request, and keeps
 * the native handles made on the way, whose memory is outside what the garbage collector sees.
 */
export class StageClock {
  /** Wall time of each stage, s. */
  readonly wallSeconds: Record<string, number> = {};
  readonly control: Control | undefined;
  readonly #held: { dispose(): void }[] = [];

  constructor(control: Control | undefined) {
    this.control = control;
  }

  /** Runs `work` as (part of) a stage; throws `Interrupted` with status 'cancelled' when a stop was requested. */
  run<Result>(stage: string, work: () => Result): Result {
    this.#stopIfAsked(stage);
    const start = performance.now();
    try {
      const result = work();
      // A kernel that was stopped half-way may hand back an unfinished result.
      this.#stopIfAsked(stage);
      return result;
    } catch (error) {
      // Kernels without a status of their own throw this when they are stopped.
      if (error instanceof Error && 'code' in error && error.code === 'CANCELLED') throw cancelledDuring(stage);
      throw error;
    } finally {
      this.wallSeconds[stage] = (this.wallSeconds[stage] ?? 0) + (performance.now() - start) / 1000;
    }
  }

  /** Has a handle released with the others, by `dispose`. */
  hold<Handle extends { dispose(): void }>(handle: Handle): Handle {
    this.#held.push(handle);
    return handle;
  }

  dispose(): void {
    for (const handle of this.#held) handle.dispose();
  }

  #stopIfAsked(stage: string) {
    if (this.control !== undefined && Atomics.load(this.control, 0) !== 0) throw cancelledDuring(stage);
  }
}

/**
 * Runs a calculation of several stages: its whole wall time is noted as `total`, and native handles are released whatever
 * happens. Non-convergence and a stop requested through `control` are thrown as `Interrupted`.
 */
export function stagedRun<Outcome>(control: Control | undefined, work: (clock: StageClock) => Outcome): Outcome {
  const clock = new StageClock(control);
  const start = performance.now();
  try {
    const outcome = work(clock);
    clock.wallSeconds['total'] = (performance.now() - start) / 1000;
    return outcome;
  } finally {
    clock.dispose();
  }
}
