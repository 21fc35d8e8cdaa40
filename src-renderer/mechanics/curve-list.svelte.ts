import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import { workspace } from '../state/workspace.svelte.ts';
import type { ShearSummary } from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { curveAt, modulusAt, modulusCurve } from './harmonics.ts';
import { mechanics } from './mechanics.svelte.ts';
import { sampledSummary } from './sampled-summary.ts';

/** Points of a drawn curve, a degree apart. */
const STEP = 1;

export type CurveKey = 'unpinned' | 'string' | 'square' | 'angleStrings' | 'allStrings' | 'pinned';

interface CurveStyle {
  label: string;
  /** Name of the token of its colour. */
  colour: string;
  /** SVG dash pattern, so that the curves differ in form as well. */
  dash: string;
  about: string;
}

export const CURVE_STYLES: Record<CurveKey, CurveStyle> = {
  unpinned: { label: 'free', colour: '--curve-free', dash: '', about: 'Nothing pinned' },
  string: { label: 'key-core string', colour: '--mark-string', dash: '', about: 'The key-core string pinned' },
  square: { label: 'key-core square', colour: '--mark-square', dash: '7 3', about: 'The key-core square pinned' },
  angleStrings: {
    label: '+ strings at θ',
    colour: '--mark-excited',
    dash: '2 3',
    about: 'Pinned at each angle: the key core and the strings excited at that angle',
  },
  allStrings: {
    label: '+ all strings',
    colour: '--curve-all',
    dash: '9 3 2 3',
    about: 'Pinned at every angle: the key core and all hidden strings',
  },
  pinned: { label: 'your pins', colour: '--mark-pinned', dash: '', about: 'The particles you have pinned' },
};

export interface Curve extends CurveStyle {
  key: CurveKey;
  /** G every degree from 0° on, ε/σ². */
  values: ArrayLike<number>;
  at: (degrees: number) => number;
  summary: ShearSummary;
  /** (max − min)/mean with the key-core string pinned; null where that mean is not positive or not there. */
  relative: number | null;
}

function fromAnswer(key: CurveKey, answer: StrainResponse | null): Omit<Curve, 'relative'>[] {
  if (answer === null) return [];
  const { harmonics, summary } = answer;
  const at = (degrees: number) => modulusAt(harmonics, degrees);
  return [{ ...CURVE_STYLES[key], key, values: modulusCurve(harmonics, STEP), at, summary }];
}

function fromSamples(key: CurveKey, samples: readonly number[] | null): Omit<Curve, 'relative'>[] {
  if (samples === null) return [];
  const at = (degrees: number) => curveAt(samples, degrees);
  return [{ ...CURVE_STYLES[key], key, values: samples, at, summary: sampledSummary(samples) }];
}

/** The curves there are, and which of them are drawn. */
class CurveList {
  hidden = $state.raw<ReadonlySet<CurveKey>>(new Set());

  readonly all: readonly Curve[] = $derived.by(() => {
    const { free, string, square, report, pinned } = mechanics;
    const curves = [
      ...fromAnswer('unpinned', free),
      ...fromAnswer('string', string),
      ...fromAnswer('square', square),
      ...fromSamples('angleStrings', report?.curves.angleStringsPinned ?? null),
      ...fromSamples('allStrings', report?.curves.allStringsPinned ?? null),
      ...fromAnswer('pinned', pinned),
    ];
    const scale = string?.summary.mean ?? 0;
    return curves.map((curve) => ({
      ...curve,
      relative: scale > 0 ? (curve.summary.max - curve.summary.min) / scale : null,
    }));
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
    const hidden = new Set(this.hidden);
    if (!hidden.delete(key)) hidden.add(key);
    this.hidden = hidden;
  }
}

export const curveList = new CurveList();
