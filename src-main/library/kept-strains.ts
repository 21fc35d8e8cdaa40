import { LRUCache } from 'lru-cache';
import { isDeepStrictEqual } from 'node:util';
import type { StrainSettings } from '../../native-workers/analyses/strain/strain-settings.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { StrainTaskOutput } from '../../native-workers/tasks/strain.contract.ts';
import type { StoredStrain } from '../project/per-analysis-methods.ts';
import type { ProjectHandle } from './open-project-handle.ts';

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
 * room. Projects that may be written keep theirs in the file as well.
 */
export class KeptStrains {
  readonly #results: LRUCache<string, StrainTaskOutput>;

  constructor(bytes = DEFAULT_BYTES) {
    this.#results = new LRUCache({ maxSize: bytes, sizeCalculation: bytesOf });
  }

  /** The last of a sample: that of this run of Keycore, else the one that the project got last; null where there is none. */
  get(handle: ProjectHandle, sample: number): StrainTaskOutput | null {
    const known = this.#results.get(`${handle.id} ${sample}`);
    if (known !== undefined) return known;
    const stored = handle.project.lastStrain(sample);
    return stored === null ? null : this.#fromProject(handle, sample, stored);
  }

  /** Finds what the project has of the same settings by this Keycore, and makes it the last; false where it has none. */
  recall(handle: ProjectHandle, sample: number, settings: StrainSettings): boolean {
    const same = handle.project
      .listStrains(sample)
      .find(
        ({ report }) => report.provenance.version === KEYCORE_VERSION && isDeepStrictEqual(report.settings, settings),
      );
    if (same !== undefined) this.#fromProject(handle, sample, same);
    return same !== undefined;
  }

  /** Makes a result the last of a sample, and keeps it in a project that can be written. */
  async keep(handle: ProjectHandle, sample: number, result: StrainTaskOutput): Promise<void> {
    this.#results.set(`${handle.id} ${sample}`, result);
    await handle.keep('the strain', (project) => project.keepStrain(sample, result.report, result.fields));
  }

  #fromProject(handle: ProjectHandle, sample: number, { report, fields }: StoredStrain): StrainTaskOutput {
    const positions = handle.project.readField(sample, 'positions').data;
    if (!(positions instanceof Float64Array)) throw new Error(`the positions of sample ${sample} are of another type`);
    const result = { report, fields: { positions, ...fields } };
    this.#results.set(`${handle.id} ${sample}`, result);
    return result;
  }
}
