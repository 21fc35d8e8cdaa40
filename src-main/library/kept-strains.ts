import { LRUCache } from 'lru-cache';
import type { StrainTaskOutput } from '../../native-workers/tasks/strain.contract.ts';

/** Some ten of N = 10⁵, or hundreds of N = 4096. */
const DEFAULT_BYTES = 128 * 2 ** 20;
/** A step of a report as an object, or a digit more or less. */
const BYTES_PER_STEP = 400;

function bytesOf({ report, fields }: StrainTaskOutput): number {
  const arrays = Object.values(fields).reduce<number>((sum, array: Float64Array | null) => {
    return sum + (array?.byteLength ?? 0);
  }, 0);
  return arrays + BYTES_PER_STEP * (report.steps.length + 1);
}

/**
 * The last strain of each sample that was strained lately, up to a number of bytes: the one used longest ago makes
 * room. A result is minutes of work at the most, and the same settings give it again.
 */
export class KeptStrains {
  readonly #results: LRUCache<string, StrainTaskOutput>;

  constructor(bytes = DEFAULT_BYTES) {
    this.#results = new LRUCache({ maxSize: bytes, sizeCalculation: bytesOf });
  }

  /** Of a sample of an open project; null where there is none, or none any more. */
  get(project: string, sample: number): StrainTaskOutput | null {
    return this.#results.get(`${project} ${sample}`) ?? null;
  }

  /** Takes the place of an earlier one. */
  set(project: string, sample: number, result: StrainTaskOutput): void {
    this.#results.set(`${project} ${sample}`, result);
  }
}
