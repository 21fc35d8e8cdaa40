import { CANVAS_FAMILIES } from '../../figures/marks/canvas-families.ts';
import { LOWERED, partsOf, RAISED, SMALL } from '../../figures/marks/label-parts.ts';
import type { Colour } from '../../figures/marks/marks.ts';
import type { PaintContext } from './canvas.ts';

/** Families of the faces, which the page and the command register. */
export const MOVIE_FACES = CANVAS_FAMILIES;

export interface TextLook {
  size: number;
  colour: Colour;
  bold?: boolean;
  align?: 'left' | 'centre' | 'right';
  /** As it stands: _ and ^ mean themselves. */
  plain?: boolean;
}

function setFace(context: PaintContext, size: number, bold: boolean) {
  context.font = `${bold ? 'bold ' : ''}${size}px "${MOVIE_FACES.text}", "${MOVIE_FACES.symbols}"`;
  // As in figures: letters are set one after another.
  context.fontKerning = 'none';
}

interface Run {
  text: string;
  size: number;
  shift: number;
  width: number;
}

function runsOf(context: PaintContext, text: string, { size, bold = false, plain = false }: TextLook): Run[] {
  const parts = plain ? [{ text, place: 'base' as const }] : partsOf(text);
  return parts.map((part): Run => {
    const own = part.place === 'base' ? size : SMALL * size;
    const shift = part.place === 'index' ? LOWERED * size : part.place === 'exponent' ? -RAISED * size : 0;
    setFace(context, own, bold);
    return { text: part.text, size: own, shift, width: context.measureText(part.text).width };
  });
}

/** Width of a label, `u_L` or `m^{−1/2}`. */
export function textWidth(context: PaintContext, text: string, look: TextLook): number {
  return runsOf(context, text, look).reduce((sum, { width }) => sum + width, 0);
}

/** Writes a label on a baseline; gives its width. */
export function paintText(context: PaintContext, text: string, x: number, y: number, look: TextLook): number {
  const runs = runsOf(context, text, look);
  const whole = runs.reduce((sum, { width }) => sum + width, 0);
  let at = x - (look.align === 'right' ? whole : look.align === 'centre' ? whole / 2 : 0);
  context.fillStyle = look.colour;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  for (const run of runs) {
    setFace(context, run.size, look.bold ?? false);
    context.fillText(run.text, at, y + run.shift);
    at += run.width;
  }
  return whole;
}

/** A text, or as much of it as fits, with an ellipsis. */
export function fitting(context: PaintContext, text: string, width: number, look: TextLook): string {
  if (textWidth(context, text, look) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(context, `${letters.join('')}…`, look) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
