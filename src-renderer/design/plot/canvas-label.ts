import { labelRuns } from './label-runs.ts';

/** Size in CSS pixels, weight as in CSS. */
interface LabelFont {
  size: number;
  family: string;
  weight?: number | undefined;
}

/** Width of a label as it is written, CSS pixels; `write` is given its runs with the font set, each at its place. */
export function labelWidth(
  context: CanvasRenderingContext2D,
  text: string,
  { size, family, weight = 400 }: LabelFont,
  write?: (text: string, at: number, shift: number) => void,
): number {
  return labelRuns(text, size).reduce((at, run) => {
    context.font = `${weight} ${run.size}px ${family}`;
    write?.(run.text, at, run.shift);
    return at + context.measureText(run.text).width;
  }, 0);
}

/**
 * Writes a label with its indices lowered and raised, from (x, y) to the right, in the fill style of the moment (or, as an
 * outline, the stroke style); returns its width.
 */
export function writeLabel(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  font: LabelFont,
  outline = false,
): number {
  return labelWidth(context, text, font, (run, at, shift) => {
    if (outline) context.strokeText(run, x + at, y + shift);
    else context.fillText(run, x + at, y + shift);
  });
}
