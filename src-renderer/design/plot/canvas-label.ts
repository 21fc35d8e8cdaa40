import { labelRuns } from './label-runs.ts';

/** Size in CSS pixels, weight as in CSS. */
export interface LabelFont {
  size: number;
  family: string;
  weight?: number | undefined;
}

function setFont(context: CanvasRenderingContext2D, size: number, { family, weight = 400 }: LabelFont): void {
  context.font = `${weight} ${size}px ${family}`;
}

/** Width of a label as it is written, CSS pixels. */
export function labelWidth(context: CanvasRenderingContext2D, text: string, font: LabelFont): number {
  return labelRuns(text, font.size).reduce((sum, run) => {
    setFont(context, run.size, font);
    return sum + context.measureText(run.text).width;
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
  let at = x;
  for (const run of labelRuns(text, font.size)) {
    setFont(context, run.size, font);
    if (outline) context.strokeText(run.text, at, y + run.shift);
    else context.fillText(run.text, at, y + run.shift);
    at += context.measureText(run.text).width;
  }
  return at - x;
}
