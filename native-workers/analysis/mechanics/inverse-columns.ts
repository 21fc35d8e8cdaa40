import type { NativeHessian } from '../../addon.ts';

/** Particles whose columns are solved for at a time: what the kernel takes through the factor together. */
const PARTICLES_A_SOLVE = 4;

/** Memory for kept columns. */
const DEFAULT_BYTES = 256 * 2 ** 20;

/** H⁺ between the degrees of freedom of a set of particles, x and y of each: order × order, symmetric, row-major. */
export interface InverseBlock {
  order: number;
  values: Float64Array;
}

/**
 * Columns of H⁺, two a particle, solved for once and kept: pinning one particle more then costs two solves. Above the
 * bytes given, those asked for longest ago are forgotten.
 */
export class InverseColumns {
  readonly #hessian: NativeHessian;
  readonly #limit: number;
  /** Columns x and y of a particle, 2 × 2N, the last asked for at the end. */
  readonly #kept = new Map<number, Float64Array>();
  #solves = 0;

  constructor(hessian: NativeHessian, limitBytes = DEFAULT_BYTES) {
    this.#hessian = hessian;
    this.#limit = limitBytes;
  }

  /** Right-hand sides solved so far. */
  get solves(): number {
    return this.#solves;
  }

  get bytes(): number {
    return this.#kept.size * this.#bytesEach;
  }

  get #bytesEach(): number {
    return 4 * this.#hessian.particles * Float64Array.BYTES_PER_ELEMENT;
  }

  /** How many of these particles' columns would have to be solved for. */
  missing(particles: readonly number[]): number {
    return particles.reduce((count, particle) => count + (this.#kept.has(particle) ? 0 : 1), 0);
  }

  /** H⁺ between these particles, in their order. Columns are kept where they all have room. */
  block(particles: readonly number[]): InverseBlock {
    const order = 2 * particles.length;
    const values = new Float64Array(order * order);
    const place = (at: number, columns: Float64Array): void => {
      const size = columns.length / 2;
      // Row and column are the same of a symmetric matrix; along rows memory is written in order.
      particles.forEach((row, slot) => {
        for (let axis = 0; axis < 2; axis++) {
          values[(2 * at + axis) * order + 2 * slot] = columns[axis * size + 2 * row];
          values[(2 * at + axis) * order + 2 * slot + 1] = columns[axis * size + 2 * row + 1];
        }
      });
    };
    const absent: number[] = [];
    particles.forEach((particle, at) => {
      const columns = this.#kept.get(particle);
      if (columns === undefined) absent.push(at);
      else {
        this.#keep(particle, columns);
        place(at, columns);
      }
    });
    const keep = particles.length * this.#bytesEach <= this.#limit;
    for (let first = 0; first < absent.length; first += PARTICLES_A_SOLVE) {
      const slots = absent.slice(first, first + PARTICLES_A_SOLVE);
      this.#solve(slots.map((at) => particles[at])).forEach((columns, k) => {
        if (keep) this.#keep(particles[slots[k]], columns);
        place(slots[k], columns);
      });
    }
    symmetrise(values, order);
    return { order, values };
  }

  #solve(particles: readonly number[]): Float64Array[] {
    const size = 2 * this.#hessian.particles;
    const units = new Float64Array(2 * particles.length * size);
    particles.forEach((particle, at) => {
      units[2 * at * size + 2 * particle] = 1;
      units[(2 * at + 1) * size + 2 * particle + 1] = 1;
    });
    const solved = this.#hessian.solve(units);
    this.#solves += 2 * particles.length;
    return particles.map((_, at) => solved.slice(2 * at * size, 2 * (at + 1) * size));
  }

  #keep(particle: number, columns: Float64Array): void {
    this.#kept.delete(particle);
    this.#kept.set(particle, columns);
    for (const oldest of this.#kept.keys()) {
      if (this.bytes <= this.#limit) break;
      this.#kept.delete(oldest);
    }
  }
}

/** Takes the mean of what the rounding of the solves has left of the symmetry. */
function symmetrise(values: Float64Array, order: number): void {
  for (let row = 0; row < order; row++)
    for (let column = row + 1; column < order; column++) {
      const mean = (values[row * order + column] + values[column * order + row]) / 2;
      values[row * order + column] = mean;
      values[column * order + row] = mean;
    }
}
