import { labelParts } from '../label-parts.ts';
import { SMALLEST_TEXT_PX } from '../smallest-text.ts';

/** Size of an index or exponent, of the label's, where that is not too small to read. */
const SMALL = 0.74;
/** How far an index is lowered and an exponent raised, of the label's size. */
const LOWERED = 0.25;
const RAISED = 0.35;

/** A run of a label: its size and how far below the baseline it stands, CSS pixels. */
interface LabelRun {
  text: string;
  size: number;
  shift: number;
}

/** The runs of a label whose indices are lowered and exponents raised. */
export function labelRuns(text: string, size: number): LabelRun[] {
  return labelParts(text).map((part) => {
    if (part.place === 'base') return { text: part.text, size, shift: 0 };
    const small = Math.max(SMALLEST_TEXT_PX, Math.round(SMALL * size));
    return { text: part.text, size: small, shift: part.place === 'sub' ? LOWERED * size : -RAISED * size };
  });
}
