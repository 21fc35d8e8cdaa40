import { SvelteSet } from 'svelte/reactivity';
import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import { workspace } from '../state/workspace.svelte.ts';
import type { ShearSummary } from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { curveAt, modulusAt, modulusCurve } from './harmonics.ts';
import { type CurveKey, mechanics } from './mechanics.svelte.ts';
import { sampledSummary } from './sampled-summary.ts';

/** Points of a drawn curve, a degree apart. */
const STEP = 1;

interface CurveStyle {
  label: string;
  /** Name of the token of its colour. */
  colour: string;
  /** Lengths of dashes and gaps, so that the curves differ in form as well. */
  dash?: readonly number[];
  about: string;
  /** Its name in the report, for those that only a report has. */
  inReport?: 'angleStringsPinned' | 'allStringsPinned';
}

export const CURVE_STYLES: Record<CurveKey, CurveStyle> = {
  unpinned: { label: 'free', colour: '--curve-free', about: 'Nothing pinned' },
  string: { label: 'key-core string', colour: '--mark-string', about: 'The key-core string pinned' },
  square: { label: 'key-core square', colour: '--mark-square', dash: [7, 3], about: 'The key-core square pinned' },
  angleStrings: {
    label: '+ strings at θ',
    colour: '--mark-excited',
    dash: [2, 3],
    about: 'Pinned at each angle: the key core and the strings excited at that angle',
    inReport: 'angleStringsPinned',
  },
  allStrings: {
    label: '+ all strings',
    colour: '--curve-all',
    dash: [9, 3, 2, 3],
    about: 'Pinned at every angle: the key core and all hidden strings',
    inReport: 'allStringsPinned',
  },
  pinned: { label: 'your pins', colour: '--mark-pinned', about: 'The particles you have pinned' },
};

/** The curves in the order in which they are listed. */
export const CURVE_KEYS = Object.keys(CURVE_STYLES) as CurveKey[];

interface DrawnCurve {
  /** G every degree from 0° on, ε/σ². */
  values: ArrayLike<number>;
  at: (degrees: number) => number;
  summary: ShearSummary;
}

export interface Curve extends CurveStyle, DrawnCurve {
  key: CurveKey;
  /** (max − min)/mean with the key-core string pinned; null where that mean is not positive or not there. */
  relative: number | null;
}

function fromAnswer({ harmonics, summary }: StrainResponse): DrawnCurve {
  return { values: modulusCurve(harmonics, STEP), at: (degrees) => modulusAt(harmonics, degrees), summary };
}

function fromSamples(values: readonly number[]): DrawnCurve {
  return { values, at: (degrees) => curveAt(values, degrees), summary: sampledSummary(values) };
}

/** The curves there are, and which of them are drawn. */
class CurveList {
  readonly hidden = new SvelteSet<CurveKey>();

  readonly all = $derived.by(() => {
    const { answers, report } = mechanics;
    const scale = answers.get('string')?.summary.mean ?? 0;
    return CURVE_KEYS.flatMap((key) => {
      const style = CURVE_STYLES[key];
      const answer = answers.get(key);
      const samples = style.inReport && report?.curves[style.inReport];
      const drawn = answer ? fromAnswer(answer) : samples && fromSamples(samples);
      if (!drawn) return [];
      const { max, min } = drawn.summary;
      return [{ ...style, ...drawn, key, relative: scale > 0 ? (max - min) / scale : null }];
    });
  });
  readonly shown = $derived(this.all.filter(({ key }) => !this.hidden.has(key)));

  /** Why a curve is missing that a sample of this kind could have; null where it is there or may still come. */
  missing(key: CurveKey): string | null {
    const { squareIds, keyCoreIds, report } = mechanics;
    if (key === 'unpinned' || key === 'pinned') return null;
    if (key === 'square')
      return squareIds === null ? (workspace.detail?.report.keyCore.reason ?? 'no key-core square was found') : null;
    if (keyCoreIds.length === 0) return 'no key core was found';
    return key === 'string' || report === null ? null : (report.sets.reason.string ?? 'no particle is excited');
  }

  toggle(key: CurveKey): void {
    if (!this.hidden.delete(key)) this.hidden.add(key);
  }
}

export const curveList = new CurveList();
