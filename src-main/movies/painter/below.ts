import type { Colour } from '../../figures/marks/marks.ts';
import { figureNumber } from '../../figures/marks/number-text.ts';
import type { FigureStyle } from '../../figures/marks/styles.ts';
import type { PaintContext } from './canvas.ts';
import { type LineLook, strokeCased } from './discs.ts';
import { type Area, LINE } from './layout.ts';
import { paintText, textWidth } from './text.ts';

/** Something on the lines below the panes, which does not change: from its left end at (x, baseline). */
interface BelowItem {
  width: number;
  paint: (context: PaintContext, x: number, y: number) => void;
}

/** Between items, of the size of the text. */
export const BETWEEN = 1.4;
/** Height of small letters' middle above the baseline, of the size of the text. */
export const TEXT_MIDDLE = 0.36;

/** A bar of a round length, at most so many pixels long, and its name. */
export function scaleBarItem(
  context: PaintContext,
  pixelsPerSigma: number,
  { size, room, style }: { size: number; room: number; style: FigureStyle },
): BelowItem {
  const rough = room / pixelsPerSigma;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const length = [5, 2, 1].map((multiple) => multiple * decade).find((each) => each <= rough) ?? decade;
  const long = length * pixelsPerSigma;
  const text = `${figureNumber(length)} σ`;
  const look = { size, colour: style.ink };
  return {
    width: long + 0.5 * size + textWidth(context, text, look),
    paint: (target, x, y) => {
      target.fillStyle = style.ink;
      const thick = Math.max(2, 0.16 * size);
      target.fillRect(x, y - TEXT_MIDDLE * size - thick / 2, long, thick);
      paintText(target, text, x + long + 0.5 * size, y, look);
    },
  };
}

/** Width of a mark with what lies behind it, and half of the mark, of the size of the text. */
const MARK = { width: 1.2, half: 0.38 };

function markItem(
  context: PaintContext,
  label: string,
  size: number,
  ink: Colour,
  paintMark: (target: PaintContext, x: number, y: number, half: number) => void,
): BelowItem {
  const look = { size, colour: ink };
  return {
    width: MARK.width * size + textWidth(context, label, look),
    paint: (target, x, y) => {
      target.beginPath();
      paintMark(target, x + (MARK.half + 0.02) * size, y - TEXT_MIDDLE * size, MARK.half * size);
      paintText(target, label, x + MARK.width * size, y, look);
    },
  };
}

/** A disc as particles that are marked have it: filled, or only a ring. */
export function discItem(
  context: PaintContext,
  { label, fill, line }: { label: string; fill: Colour | null; line: LineLook },
  size: number,
  ink: Colour,
): BelowItem {
  return markItem(context, label, size, ink, (target, x, y, half) => {
    target.arc(x, y, half, 0, 2 * Math.PI);
    if (fill !== null) {
      target.fillStyle = fill;
      target.fill();
    }
    strokeCased(target, line);
  });
}

export function squareItem(context: PaintContext, label: string, line: LineLook, size: number, ink: Colour): BelowItem {
  return markItem(context, label, size, ink, (target, x, y, half) => {
    target.rect(x - 0.85 * half, y - 0.85 * half, 1.7 * half, 1.7 * half);
    strokeCased(target, line);
  });
}

export function textItem(context: PaintContext, text: string, size: number, colour: Colour): BelowItem {
  const look = { size, colour };
  return {
    width: textWidth(context, text, look),
    paint: (target, x, y) => void paintText(target, text, x, y, look),
  };
}

/** Items in lines of at most this width. */
export function itemLines(items: readonly BelowItem[], width: number, size: number): BelowItem[][] {
  const lines: BelowItem[][] = [];
  let used = Infinity;
  for (const item of items) {
    const more = used + BETWEEN * size + item.width;
    if (more > width) {
      lines.push([item]);
      used = item.width;
    } else {
      lines[lines.length - 1].push(item);
      used = more;
    }
  }
  return lines;
}

/** Paints lines of items below the `first` ones of the area, which are left to what changes. */
export function paintItems(
  context: PaintContext,
  lines: readonly (readonly BelowItem[])[],
  { left, top }: Area,
  size: number,
  first: number,
): void {
  lines.forEach((line, row) => {
    let x = left;
    for (const item of line) {
      item.paint(context, x, top + (first + row) * LINE * size + size);
      x += item.width + BETWEEN * size;
    }
  });
}
