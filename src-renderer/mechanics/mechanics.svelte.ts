import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import type { SampleReportInfo } from '../../src-main/api/analysis-contract.ts';
import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import * as api from '../client/api.ts';
import type { NumericArray } from '../client/safetensors.ts';
import { messages } from '../state/messages.svelte.ts';
import { sideRoom } from '../state/side-room.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { LatestRequest } from './latest-request.ts';
import { curveDrawn } from './pin-clock.ts';
import { pins } from './pins.svelte.ts';
import { everExcited } from '../viewer/arrows/turning-field.ts';
import { turningField } from './strain-response.ts';

/** Step of the curves whose pinned set changes with the angle, degrees. */
const CURVE_STEP = 1;
/** Up to so many particles all five curves take a second or two, and are drawn unasked. */
const UNASKED = 20_000;

/** What is asked about: a sample of a project. */
interface Place {
  project: string;
  number: number;
}

/** The answer, unless it is no longer wanted: it may have come in the moment in which that was said. */
async function arrived<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const value = await answer;
  signal.throwIfAborted();
  return value;
}

/** A single pinned particle only fixes where the sample lies: displacements are then counted from their mean, as without. */
function holding(ids: readonly number[]): readonly number[] {
  return ids.length === 1 ? [] : ids;
}

/** How the open sample answers strain, as far as somebody has looked. */
class Mechanics {
  /** Whether the panel of the mechanics is shown. */
  get open(): boolean {
    return sideRoom.name === 'mechanics';
  }

  set open(open: boolean) {
    sideRoom.name = open ? 'mechanics' : 'field';
  }

  /** Particles of the hidden strings in the field: excited at the dial's angle, at any, or in a string of more than 3. */
  strings = $state<'none' | 'angle' | 'union' | 'long'>('angle');
  /** Whether the non-affine displacement shown is that with the chosen particles pinned. */
  withPins = $state(true);

  free = $state.raw<StrainResponse | null>(null);
  string = $state.raw<StrainResponse | null>(null);
  square = $state.raw<StrainResponse | null>(null);
  /** Of `pinnedIds`: the newest set that has been answered for. */
  pinned = $state.raw<StrainResponse | null>(null);
  pinnedIds = $state.raw<readonly number[]>([]);
  report = $state.raw<MechanicsReport | null>(null);
  /** Why the project does not keep that report; null where it does. */
  notKept = $state<string | null>(null);
  /** Unit responses of the free sample, with the chosen particles and with the key core pinned; 4 × N × 2. */
  freeUnits = $state.raw<NumericArray | null>(null);
  pinnedUnits = $state.raw<NumericArray | null>(null);
  keyCoreUnits = $state.raw<NumericArray | null>(null);

  /** Why there is no response, in the main side's words. */
  refused = $state<string | null>(null);
  /** A request for a curve got no answer; the message is among the others. */
  failed = $state(false);
  reporting = $state(false);
  responding = $state(false);

  readonly keyCoreIds = $derived(workspace.detail?.report.keyCore.stringIds ?? []);
  readonly squareIds = $derived(workspace.detail?.report.keyCore.squareIds ?? null);

  /** Unit responses that are drawn. */
  readonly units = $derived(
    this.withPins && pins.ids.length > 0 && this.pinnedUnits !== null ? this.pinnedUnits : this.freeUnits,
  );
  readonly turning = $derived(this.units === null ? null : turningField(this.units));
  /** With the key core pinned: what the strings are found in. */
  readonly keyCoreTurning = $derived(this.keyCoreUnits === null ? null : turningField(this.keyCoreUnits));
  readonly stringsAtAngle = $derived(this.strings === 'angle' && this.open);
  /** c X, the displacement per unit strain above which a particle is excited: that of the report; null before there is one. */
  readonly stringCutoff = $derived(this.report?.strings?.cutoff ?? null);
  /** Particles of the hidden strings, by index: excited at one angle or another, the key core not counted. */
  readonly hidden = $derived.by(() => {
    if (this.keyCoreTurning === null || this.stringCutoff === null) return new Int32Array(0);
    const ids = workspace.sampleArrays.get('ids');
    const keyCore = new Set(this.keyCoreIds);
    return everExcited(this.keyCoreTurning, this.stringCutoff).filter((i) => ids !== undefined && !keyCore.has(ids[i]));
  });

  /** Whether any particle of a hidden string is marked in the field. */
  readonly stringsShown = $derived(this.open && this.strings !== 'none' && this.hidden.length > 0);

  readonly #pinnedCurve = new LatestRequest();
  readonly #pinnedFields = new LatestRequest();
  /** What has been asked for of this sample, and is not asked for again unless it fails. */
  readonly #asked = new Map<string, AbortController>();

  /** Forgets everything of the last sample; what is on its way will not arrive. */
  forget(): void {
    this.#pinnedCurve.cancel();
    this.#pinnedFields.cancel();
    for (const request of this.#asked.values()) request.abort();
    this.#asked.clear();
    this.free = this.string = this.square = this.pinned = null;
    this.pinnedIds = [];
    this.report = null;
    this.notKept = null;
    this.freeUnits = this.pinnedUnits = this.keyCoreUnits = null;
    this.refused = null;
    this.failed = this.reporting = this.responding = false;
  }

  /** The curves that need no more than a few solves, and what the project keeps. */
  async loadCurves(): Promise<void> {
    this.failed = false;
    await this.#once('curves', async (signal, { project, number }) => {
      const pin = (ids: readonly number[]) => arrived(api.response(project, number, ids, signal), signal);
      this.free = await pin([]);
      if (this.keyCoreIds.length > 0) this.string = await pin(this.keyCoreIds);
      if (this.squareIds !== null) this.square = await pin(this.squareIds);
      const kept = await arrived(api.sampleReport(project, number, 'mechanics', undefined, signal), signal);
      this.#take(kept);
    });
    if (this.free === null || this.report !== null) return;
    if ((workspace.detail?.report.sample.n ?? 0) <= UNASKED) await this.makeReport();
  }

  async loadFields(): Promise<void> {
    await this.#once('fields', async (signal, { project, number }) => {
      this.freeUnits = await arrived(api.responseFields(project, number, [], signal), signal);
    });
  }

  async loadKeyCoreFields(): Promise<void> {
    await this.#once('key-core fields', async (signal, { project, number }) => {
      this.keyCoreUnits = await arrived(api.responseFields(project, number, holding(this.keyCoreIds), signal), signal);
    });
  }

  /** Redraws G(θ) for a pinned set; only the newest set counts. */
  async pin(ids: readonly number[]): Promise<void> {
    const place = this.#place();
    if (ids === this.pinnedIds && this.pinned !== null) return;
    this.pinnedUnits = null;
    this.#pinnedFields.cancel();
    if (place === null || ids.length === 0) {
      this.#pinnedCurve.cancel();
      this.responding = false;
      this.pinned = null;
      this.pinnedIds = [];
      return;
    }
    this.responding = true;
    try {
      const answer = await this.#pinnedCurve.run((signal) => api.response(place.project, place.number, ids, signal));
      if (answer === undefined) return;
      this.pinned = answer;
      this.pinnedIds = ids;
      curveDrawn(ids.length);
    } catch (error) {
      this.#refuse(error);
    }
    this.responding = false;
  }

  async loadPinnedFields(ids: readonly number[]): Promise<void> {
    const place = this.#place();
    if (place === null || ids.length === 0) return;
    try {
      const units = await this.#pinnedFields.run((signal) =>
        api.responseFields(place.project, place.number, holding(ids), signal),
      );
      if (units !== undefined) this.pinnedUnits = units;
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** All five curves with the hidden strings; kept in the project. */
  async makeReport(): Promise<void> {
    this.reporting = true;
    await this.#once('report', async (signal, { project, number }) => {
      const settings = { degrees: CURVE_STEP };
      this.#take(await arrived(api.analyse(project, number, 'mechanics', settings, signal), signal));
    });
    this.reporting = false;
  }

  #take(found: SampleReportInfo<MechanicsReport> | null): void {
    if (found === null) return;
    this.report = found.report;
    this.notKept = found.notKept;
  }

  #place(): Place | null {
    const { project, detail } = workspace;
    return project === null || detail === null ? null : { project: project.id, number: detail.number };
  }

  async #once(what: string, work: (signal: AbortSignal, place: Place) => Promise<void>): Promise<void> {
    const place = this.#place();
    if (place === null || this.#asked.has(what)) return;
    const controller = new AbortController();
    this.#asked.set(what, controller);
    try {
      await work(controller.signal, place);
    } catch (error) {
      // Another sample is open.
      if (controller.signal.aborted) return;
      this.#asked.delete(what);
      this.#refuse(error);
    }
  }

  /** A sample that cannot answer says why in the panel; anything else is a message like any other. */
  #refuse(error: unknown): void {
    if (error instanceof api.RequestFailure && error.kind === 'bad-input') this.refused = error.message;
    else {
      this.failed = true;
      messages.report(error);
    }
  }
}

export const mechanics = new Mechanics();
