import { LRUCache } from 'lru-cache';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { reportWithVerdict, type JudgedSample } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import type { HexaticNumbers } from '../project/hexatic.ts';
import type { SampleNumbers } from '../project/sample-numbers.ts';
import type { ProjectHandle } from './open-project-handle.ts';

/** Some thousand reports of 20 modes are a few ten megabytes. */
const MAX_FACTS = 500;

function hasBothSigns(values: Float64Array) {
  return values.some((value) => value < 0) && values.some((value) => value > 0);
}

/** The modes and the verdict of a sample, judged now where its report has none. */
function judgementOf(sample: JudgedSample) {
  const { modes, qlm } = reportWithVerdict(sample);
  return { modes, ...(qlm === undefined ? {} : { qlm }) };
}

/** What is known of a stored sample without its arrays. */
export type SampleFacts = ReturnType<typeof factsOf>;

function factsOf(handle: ProjectHandle, number: number) {
  const { numbers, configuration, report, fields, columns } = handle.project.readSample(number);
  const { species } = modelOfReport(report);
  return {
    numbers,
    /** Identifies what is analysed: the content, or its backbone where particles are left out. */
    analysedHash: report.loose?.leftOut === true ? `${numbers.contentHash} backbone` : numbers.contentHash,
    box: configuration.box,
    /** `vibrability.values` is empty. */
    report: { ...report, vibrability: { ...report.vibrability, values: [] } },
    /** With the verdict on its lowest mode also where the stored report has none. */
    judged: judgementOf({ configuration, report, fields }),
    storedModes: fields.displacements.length / (2 * numbers.particles),
    /** Columns of the file, as far as they can be drawn, with their name in the project, and whether both signs occur. */
    // A column of texts holds indices into a list, which no map of colours makes sense of.
    columns: columns
      .filter(({ labels }) => labels === undefined)
      .map(({ name, values }) => ({ field: `file:${name}`, name, signed: hasBothSigns(values) })),
    diameters: species.map(({ diameter }) => diameter),
    speciesNames: species.map(({ name }) => name),
    hasVibrability: fields.vibrability !== null,
  };
}

/** Above this many new samples the whole list is read at once, which is quicker then. */
const MANY_NEW = 200;

/** What is known of stored samples, which never change: facts of those looked at lately, numbers of all. */
export class SampleLibrary {
  /** By handle: gone when its project is closed. */
  readonly #numbers = new WeakMap<ProjectHandle, Map<number, SampleNumbers>>();
  readonly #hexatic = new WeakMap<
    ProjectHandle,
    { samples: number | undefined; numbers: ReadonlyMap<number, HexaticNumbers> }
  >();
  readonly #facts = new LRUCache<string, SampleFacts>({ max: MAX_FACTS });

  /** Main numbers of all samples of a project, by number. Only those that are new are read and checked. */
  list(handle: ProjectHandle): SampleNumbers[] {
    const { project } = handle;
    const numbers = project.sampleNumbers();
    const known = this.#numbers.get(handle) ?? new Map<number, SampleNumbers>();
    const added = numbers.filter((number) => !known.has(number));
    const read = added.length > MANY_NEW ? project.listSamples() : added.map((number) => project.readNumbers(number));
    for (const sample of read) known.set(sample.number, sample);
    this.#numbers.set(handle, known);
    return numbers.flatMap((number) => known.get(number) ?? []);
  }

  /**
   * The facts of a sample with its modes judged by these displacements of all of them: of one whose report has no
   * verdict, and which stores fewer modes than it reports.
   */
  judged(handle: ProjectHandle, number: number, displacements: Float64Array): SampleFacts {
    const facts = this.facts(handle, number);
    const { report } = facts;
    if (report.qlm?.criterion !== undefined) return facts;
    const { configuration, fields } = handle.project.readSample(number);
    const judged = judgementOf({ configuration, report, fields: { ...fields, displacements } });
    const better = { ...facts, judged };
    this.#facts.set(`${handle.id} ${number}`, better);
    return better;
  }

  /** Whether a sample is stored under that number and not deleted; does not look at it. */
  has(handle: ProjectHandle, number: number): boolean {
    return handle.project.hasSample(number);
  }

  /** Forgets a sample that is removed for good: another may come under its number. */
  forget(handle: ProjectHandle, number: number): void {
    this.#facts.delete(`${handle.id} ${number}`);
    this.#numbers.get(handle)?.delete(number);
    this.#hexatic.delete(handle);
  }

  /** Bond-orientational order of the samples of a project, where it is known, by number. */
  hexatic(handle: ProjectHandle): ReadonlyMap<number, HexaticNumbers> {
    const known = this.#hexatic.get(handle);
    const samples = this.#numbers.get(handle)?.size;
    if (known !== undefined && known.samples === samples) return known.numbers;
    const numbers = handle.project.listHexatic();
    this.#hexatic.set(handle, { samples, numbers });
    return numbers;
  }

  /** Throws `BadInput` for a number that is not stored and for a damaged sample. */
  facts(handle: ProjectHandle, number: number): SampleFacts {
    const key = `${handle.id} ${number}`;
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    const facts = factsOf(handle, number);
    this.#facts.set(key, facts);
    return facts;
  }
}
