import { availableParallelism } from 'node:os';
import { threadsThatFit } from '../jobs/thread-room.ts';

/** What the time of a sample depends on. */
export interface SampleWork {
  particles: number;
  /** Steps of the dynamics; 0 without. */
  steps: number;
  /** Whether forces are in double precision throughout. */
  isDouble: boolean;
  /** Whether noise is drawn at every step (Langevin). */
  hasNoise: boolean;
  /** Pairs within the cutoff a particle, relative to those of 2DIPL at its density. */
  pairs: number;
  /** Exchanges of diameters that are tried, a particle and step. */
  swaps: number;
}

/**
 * Seconds on one core of the kind of docs/bench.md (x86-64-v3, a quiet machine): a step and particle of the dynamics,
 * an exchange of diameters that is tried, the minimisation from a random start and the analysis of N = 4096. Their growth with N is measured there too.
 */
const COSTS = { step: 14e-9, swap: 0.3e-6, quench: 0.55, analysis: 0.35 } as const;
const REFERENCE_PARTICLES = 4096;
const QUENCH_EXPONENT = 1.75;
const ANALYSIS_EXPONENT = 1.2;
/** Double precision, and Langevin's noise, against the usual step. */
const DOUBLE_FACTOR = 2.6;
const NOISE_FACTOR = 1.8;
/** After the dynamics the structure is near its minimum. */
const COLD_QUENCH = 0.35;

/** How much a finished sample corrects the estimate: the mean of old and new in the logarithm. */
const MEMORY = 0.5;
/** A machine is not this much slower or faster; such a sample was suspended, or measured nothing. */
const LARGEST_FACTOR = 50;

/** Samples made at the same time: one core is left to the window, and no limit on memory is passed. */
export function parallelSamples(): number {
  return threadsThatFit(availableParallelism() - 1);
}

/** Seconds of one sample on the reference core. */
export function referenceSeconds({ particles, steps, isDouble, hasNoise, pairs, swaps }: SampleWork): number {
  const relative = particles / REFERENCE_PARTICLES;
  const step = COSTS.step * pairs * (isDouble ? DOUBLE_FACTOR : 1) * (hasNoise ? NOISE_FACTOR : 1);
  return (
    steps * particles * (step + COSTS.swap * swaps) +
    COSTS.quench * (steps > 0 ? COLD_QUENCH : 1) * relative ** QUENCH_EXPONENT +
    COSTS.analysis * relative ** ANALYSIS_EXPONENT
  );
}

/**
 * How long samples take here: the costs of a reference core, corrected by what finished samples of this run of Keycore
 * took. Good within a factor of two at first.
 */
export class TimeEstimate {
  #factor = 1;
  #samples = 0;

  /** A sample was made in `seconds`, with others beside it as they always are. */
  learn(work: SampleWork, seconds: number): void {
    const factor = seconds / referenceSeconds(work);
    if (!(factor > 1 / LARGEST_FACTOR && factor < LARGEST_FACTOR)) return;
    this.#factor = this.#samples === 0 ? factor : this.#factor ** (1 - MEMORY) * factor ** MEMORY;
    this.#samples += 1;
  }

  /** Seconds of one sample. */
  seconds(work: SampleWork): number {
    return this.#factor * referenceSeconds(work);
  }

  /** Whether a sample was made here, so that the machine is known. */
  get isMeasured(): boolean {
    return this.#samples > 0;
  }
}
