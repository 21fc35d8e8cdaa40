import { TRACE_COLUMNS } from '../../native-workers/addon.ts';
import { meanSquareDisplacement } from '../../native-workers/analysis/preparation/mean-square-displacement.ts';
import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { type Box, wrapPositions } from '../../native-workers/configuration/configuration.ts';
import type { EnsembleEvent, LiveState } from '../ensemble/ensemble-events.ts';
import { ChangeSignal } from '../jobs/change-signal.ts';
import { namedArray, type NamedArray } from './array-stream.ts';
import { GrowingTable } from './growing-table.ts';

/** What a live run has to know of what is made. */
export interface LiveRunFacts {
  species: readonly { name: string; mass: number; diameter: number }[];
  timeStep: number;
}

/** Computes a structure away from this thread; its arrays. */
export type ComputeStructure = (box: Box, positions: Float64Array, species: Uint8Array) => Promise<ReportArray[]>;

/** Least time between two structures, ms: they cost 60 ms at N = 4096, of another core. */
const STRUCTURE_INTERVAL_MS = 1000;
/** A request for a picture waits this long for a new one. */
const PATIENCE_MS = 10_000;
/** Structures are computed while somebody looks: who asked lately. */
const ATTENTION_MS = 5000;
/** Columns of the traces that are shown. */
const SHOWN_COLUMNS = ['temperature', 'potentialEnergy', 'pressure'] as const;

function columnsOf(table: GrowingTable, names: readonly string[]): NamedArray[] {
  return names.map((name, at) => ({ name, data: table.column(at) }));
}

interface Picture {
  /** Index of the sample in its job. */
  position: number;
  /** Its number in the project, if it has one yet. */
  sample: number | null;
  live: LiveState;
  /** Where the particles were in the first picture of this sample. */
  first: Float64Array;
  trace: GrowingTable;
  msd: GrowingTable;
  /** Time of the last row of the trace. */
  time: number;
}

/**
 * The sample that is looked at while an ensemble is made: one at a time, from its first picture to its last, then the
 * next one that has a picture. Holds the picture of the moment, the traces since the first one, and, while somebody
 * asks, the structure.
 */
export class LiveRun {
  readonly #facts: LiveRunFacts;
  readonly #compute: ComputeStructure;
  readonly #onError: (error: unknown) => void;
  #picture: Picture | null = null;
  /** Samples that are made: their place is free for the next. */
  #isOver = false;
  #seq = 0;
  #structure: { of: LiveState | null; arrays: NamedArray[] } = { of: null, arrays: [] };
  #computing = false;
  #computed = 0;
  #asked = Number.NEGATIVE_INFINITY;
  #ended = false;
  readonly #changes = new ChangeSignal();

  /** `onError` takes why a structure could not be computed; the pictures go on without it. */
  constructor(facts: LiveRunFacts, compute: ComputeStructure, onError: (error: unknown) => void) {
    this.#facts = facts;
    this.#compute = compute;
    this.#onError = onError;
  }

  /** Index of the sample that is shown; null before the first picture. */
  get position(): number | null {
    return this.#picture?.position ?? null;
  }

  take(event: EnsembleEvent): void {
    let picture = this.#picture;
    if (event.kind !== 'progress') {
      if (event.position === picture?.position) this.#isOver = true;
      return;
    }
    const { live, position, sample } = event;
    if (live === undefined) return;
    if (picture?.position !== position) {
      if (picture !== null && !this.#isOver) return;
      this.#isOver = false;
      const [trace, msd] = [new GrowingTable(), new GrowingTable()];
      picture = { position, sample, live, first: live.positions, time: 0, trace, msd };
      this.#picture = picture;
      this.#structure = { of: null, arrays: [] };
    }
    picture.live = live;
    picture.sample = sample;
    this.#append(picture);
    this.#seq += 1;
    this.#changes.wake();
    void this.#refreshStructure();
  }

  /** The rows that its state of the moment adds to the traces of a picture. */
  #append(picture: Picture) {
    const { live } = picture;
    const width = TRACE_COLUMNS.length;
    for (let row = 0; row + width <= live.trace.length; row += width) {
      const value = (column: (typeof TRACE_COLUMNS)[number]) => live.trace[row + TRACE_COLUMNS.indexOf(column)];
      picture.time = value('step') * this.#facts.timeStep;
      picture.trace.push([picture.time, ...SHOWN_COLUMNS.map(value)]);
    }
    const masses = this.#facts.species.map(({ mass }) => mass);
    const { total, bySpecies } = meanSquareDisplacement(picture.first, live.positions, live.species, masses);
    picture.msd.push([picture.time, total, ...bySpecies.map((value) => value ?? Number.NaN)]);
  }

  /** Whether somebody looks at a picture that has no structure, or one that is no longer of the moment. */
  #wantsStructure() {
    const now = Date.now();
    if (this.#picture === null || this.#structure.of === this.#picture.live) return false;
    if (now - this.#asked > ATTENTION_MS) return false;
    return this.#structure.of === null || this.#ended || now - this.#computed >= STRUCTURE_INTERVAL_MS;
  }

  async #refreshStructure() {
    if (this.#computing || !this.#wantsStructure() || this.#picture === null) return;
    const picture = this.#picture;
    const { live } = picture;
    this.#computing = true;
    this.#computed = Date.now();
    try {
      const structure = await this.#compute(live.box, live.positions, live.species);
      // Another sample may have come meanwhile.
      if (this.#picture === picture) {
        this.#structure = { of: live, arrays: structure.map(namedArray) };
        this.#seq += 1;
      }
      this.#computing = false;
      void this.#refreshStructure();
    } catch (error) {
      this.#computing = false;
      // Not tried again at once.
      this.#structure = { ...this.#structure, of: live };
      // When the run ends because Keycore does, the worker ends in the midst of it.
      if (!this.#ended) this.#onError(error);
    }
    this.#changes.wake();
  }

  /** No more pictures come; the last one can still be had, with the structure that is being computed. */
  end(): void {
    this.#ended = true;
    // The last one, of what is there in the end.
    void this.#refreshStructure();
    this.#changes.wake();
  }

  /**
   * The picture of the moment, if its number is above `after`, or the next one; null where none comes for 10 s, or will.
   * Arrays: `frame` (its number, index of the sample, its number in the project or −1), `box` (lx, ly, xy), `diameters` of the species, `species`, where particles have sizes of their own `particleDiameters`,
   * `positions` (wrapped), the columns `trace/time`, `trace/temperature`, `trace/potentialEnergy` (U/N), `trace/pressure`,
   * `msd/time`, `msd/total` and `msd/A` of each species, and those of the analysis `structure` once they are computed.
   */
  async frame(after: number, signal: AbortSignal): Promise<NamedArray[] | null> {
    this.#asked = Date.now();
    const isExpected = () => this.#seq <= after && (!this.#ended || this.#computing);
    const until = Date.now() + PATIENCE_MS;
    // Woken without a new picture: the run has ended, but a structure is still to come.
    while (isExpected() && !signal.aborted && Date.now() < until) await this.#changes.next(signal, until - Date.now());
    const picture = this.#picture;
    if (picture === null || this.#seq <= after) return null;
    const { live, position, sample, trace, msd } = picture;
    const { lx, ly, xy } = live.box;
    return [
      { name: 'frame', data: Float64Array.of(this.#seq, position, sample ?? -1) },
      { name: 'box', data: Float64Array.of(lx, ly, xy), unit: 'σ' },
      { name: 'diameters', data: Float64Array.from(this.#facts.species, ({ diameter }) => diameter), unit: 'σ' },
      { name: 'species', data: live.species },
      ...(live.diameters === undefined ? [] : [{ name: 'particleDiameters', data: live.diameters, unit: 'σ' }]),
      { name: 'positions', data: wrapPositions(live.box, live.positions), shape: [live.species.length, 2], unit: 'σ' },
      ...columnsOf(trace, ['trace/time', ...SHOWN_COLUMNS.map((column) => `trace/${column}`)]),
      ...columnsOf(msd, ['msd/time', 'msd/total', ...this.#facts.species.map(({ name }) => `msd/${name}`)]),
      ...this.#structure.arrays,
    ];
  }
}
