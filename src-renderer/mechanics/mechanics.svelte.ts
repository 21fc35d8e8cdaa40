import { SvelteMap } from 'svelte/reactivity';
import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import type { SampleReportInfo } from '../../src-main/api/analysis-contract.ts';
import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import * as api from '../client/api.ts';
import { sentence } from '../design/sentence.ts';
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

/** The answer, unless it is no longer wanted: it may have come in the moment in which that was said. */
async function arrived<T>(answer: Promise<T>, signal: AbortSignal) {
  const value = await answer;
  signal.throwIfAborted();
  return value;
}

/** A single pinned particle only fixes where the sample lies: displacements are then counted from their mean, as without. */
function holding(ids: readonly number[]) {
  return ids.length === 1 ? [] : ids;
}

/** The curves G(θ), by what is pinned. */
export type CurveKey = 'unpinned' | 'string' | 'square' | 'angleStrings' | 'allStrings' | 'pinned';

const pinnedCurve = new LatestRequest();
const pinnedFields = new LatestRequest();
/** What has been asked for of this sample, and is not asked for again unless it fails. */
const asked = new Set<string>();
/** Aborts what is asked for of this sample when another is open. */
let ofSample = new AbortController();

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

  /** By the curves that they draw. */
  readonly answers = new SvelteMap<CurveKey, StrainResponse>();
  /** The newest pinned set that has been answered for. */
  pinnedIds = $state.raw<readonly number[]>([]);
  #found = $state.raw<SampleReportInfo<MechanicsReport> | null>(null);
  readonly report = $derived(this.#found?.report ?? null);
  /** Why the project does not keep that report; null where it does. */
  readonly notKept = $derived(this.#found?.notKept ?? null);
  /** Unit responses of the free sample, with the chosen particles and with the key core pinned; 4 × N × 2. */
  freeUnits = $state.raw<NumericArray | null>(null);
  pinnedUnits = $state.raw<NumericArray | null>(null);
  keyCoreUnits = $state.raw<NumericArray | null>(null);

  /** Why there is no response, in the main side's words, once it was asked. */
  answeredNo = $state<string | null>(null);
  /** Why there can be none: nothing of the sample is rigid. Nobody asks for one then. */
  readonly notRigid = $derived(workspace.detail?.report.loose?.reason ?? null);
  /** Why there is no response, in sentences. */
  readonly refused = $derived.by(() => {
    if (this.notRigid !== null) return `No shear modulus. ${sentence(this.notRigid)}`;
    return this.answeredNo === null ? null : sentence(this.answeredNo);
  });
  /** A request for a curve got no answer; the message is among the others. */
  failed = $state(false);
  reporting = $state(false);

  readonly keyCoreIds = $derived(workspace.detail?.report.keyCore.stringIds ?? []);
  readonly squareIds = $derived(workspace.detail?.report.keyCore.squareIds ?? null);

  /** Unit responses that are drawn. */
  readonly units = $derived((this.withPins && pins.ids.length > 0 ? this.pinnedUnits : null) ?? this.freeUnits);
  readonly turning = $derived(this.units && turningField(this.units));
  /** With the key core pinned: what the strings are found in. */
  readonly keyCoreTurning = $derived(this.keyCoreUnits && turningField(this.keyCoreUnits));
  /** c X, the displacement per unit strain above which a particle is excited: that of the report; null before there is one. */
  readonly stringCutoff = $derived(this.report?.strings?.cutoff ?? null);
  /** Particles of the hidden strings, by index: excited at one angle or another, the key core not counted. */
  readonly hidden = $derived.by(() => {
    if (this.keyCoreTurning === null || this.stringCutoff === null) return new Int32Array(0);
    const ids = workspace.sampleArrays.get('ids');
    const keyCore = new Set(this.keyCoreIds);
    return everExcited(this.keyCoreTurning, this.stringCutoff).filter((i) => ids !== undefined && !keyCore.has(ids[i]));
  });

  /** Forgets everything of the last sample; what is on its way will not arrive. */
  forget(): void {
    pinnedCurve.cancel();
    pinnedFields.cancel();
    ofSample.abort();
    ofSample = new AbortController();
    asked.clear();
    this.answers.clear();
    this.pinnedIds = [];
    this.freeUnits = this.pinnedUnits = this.keyCoreUnits = this.#found = this.answeredNo = null;
    this.failed = this.reporting = false;
  }

  /** The curves that need no more than a few solves, and what the project keeps. */
  async loadCurves(): Promise<void> {
    this.failed = false;
    await once('curves', async (signal, address) => {
      const draw = async (curve: CurveKey, ids: readonly number[]) => {
        this.answers.set(curve, await arrived(api.response(address, ids, signal), signal));
      };
      await draw('unpinned', []);
      if (this.keyCoreIds.length > 0) await draw('string', this.keyCoreIds);
      if (this.squareIds !== null) await draw('square', this.squareIds);
      const kept = await arrived(api.sampleReport(address, 'mechanics', undefined, signal), signal);
      this.#found = kept ?? this.#found;
    });
    if (!this.answers.has('unpinned') || this.report !== null) return;
    if ((workspace.detail?.report.sample.n ?? 0) <= UNASKED) await this.makeReport();
  }

  /** Unit responses with these particles pinned. */
  loadUnits(which: 'freeUnits' | 'keyCoreUnits', pinned: readonly number[]): Promise<void> {
    return once(which, async (signal, address) => {
      this[which] = await arrived(api.responseFields(address, holding(pinned), signal), signal);
    });
  }

  /** Redraws G(θ) for a pinned set; only the newest set counts. */
  async pin(ids: readonly number[]): Promise<void> {
    const { address } = workspace;
    if (ids === this.pinnedIds && this.answers.has('pinned')) return;
    this.pinnedUnits = null;
    pinnedFields.cancel();
    if (address === null || ids.length === 0) {
      pinnedCurve.cancel();
      this.answers.delete('pinned');
      this.pinnedIds = [];
      return;
    }
    try {
      const answer = await pinnedCurve.run((signal) => api.response(address, ids, signal));
      if (answer === undefined) return;
      this.answers.set('pinned', answer);
      this.pinnedIds = ids;
      curveDrawn(ids.length);
    } catch (error) {
      refuse(error);
    }
  }

  async loadPinnedFields(ids: readonly number[]): Promise<void> {
    const { address } = workspace;
    if (address === null || ids.length === 0) return;
    try {
      const units = await pinnedFields.run((signal) => api.responseFields(address, holding(ids), signal));
      if (units !== undefined) this.pinnedUnits = units;
    } catch (error) {
      refuse(error);
    }
  }

  /** All five curves with the hidden strings; kept in the project. */
  async makeReport(): Promise<void> {
    this.reporting = true;
    await once('report', async (signal, address) => {
      this.#found = await arrived(api.analyse(address, 'mechanics', { degrees: CURVE_STEP }, signal), signal);
    });
    this.reporting = false;
  }
}

export const mechanics = new Mechanics();

async function once(what: string, work: (signal: AbortSignal, address: api.SampleAddress) => Promise<void>) {
  const { address } = workspace;
  if (address === null || asked.has(what)) return;
  const { signal } = ofSample;
  asked.add(what);
  try {
    await work(signal, address);
  } catch (error) {
    // Another sample is open.
    if (signal.aborted) return;
    asked.delete(what);
    refuse(error);
  }
}

/** A sample that cannot answer says why in the panel; anything else is a message like any other. */
function refuse(error: unknown) {
  if (error instanceof api.RequestFailure && error.kind === 'bad-input') mechanics.answeredNo = error.message;
  else {
    mechanics.failed = true;
    messages.report(error);
  }
}
