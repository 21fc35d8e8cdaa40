import type { Control } from '../../addon.ts';

/** Ends an analysis before its result: carries why, and at which stage, to the one place that reports it. */
export class Interrupted extends Error {
  readonly status: 'not-converged' | 'cancelled';
  readonly stage: string;

  constructor(status: 'not-converged' | 'cancelled', stage: string, detail: string) {
    super(detail);
    this.name = 'Interrupted';
    this.status = status;
    this.stage = stage;
  }
}

/** Runs the stages of an analysis one after another: measures each, and stops between and inside them on request. */
export class StageClock {
  /** Wall time of each stage, s. */
  readonly wallSeconds: Record<string, number> = {};
  readonly control: Control | undefined;

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
      if (error instanceof Error && 'code' in error && error.code === 'CANCELLED')
        throw new Interrupted('cancelled', stage, `cancelled during '${stage}'`);
      throw error;
    } finally {
      this.wallSeconds[stage] = (this.wallSeconds[stage] ?? 0) + (performance.now() - start) / 1000;
    }
  }

  #stopIfAsked(stage: string) {
    if (this.control !== undefined && Atomics.load(this.control, 0) !== 0)
      throw new Interrupted('cancelled', stage, `cancelled during '${stage}'`);
  }
}
