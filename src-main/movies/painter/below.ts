import type { Colour } from '../../figures/marks/marks.ts';
import { figureNumber } from '../../figures/marks/number-text.ts';
import type { FigureStyle } from '../../figures/marks/styles.ts';
import type { PaintContext } from './canvas.ts';
import { type Area, LINE } from './layout.ts';
import type { MovieHighlight } from './player.ts';
import { paintText, textWidth } from './text.ts';

/** Something on the lines below the panes, which does not change: from its left end at (x, baseline). */
interface BelowItem {
  width: number;
  paint: (context: PaintContext, x: number, y: number) => void;
}

/** Between items, of the size of the text. */
const BETWEEN = 1.4;
/** Height of small letters' middle above the baseline, of the size of the text. */
const MIDDLE = 0.36;

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
      target.fillRect(x, y - MIDDLE * size - thick / 2, long, thick);
      paintText(target, text, x + long + 0.5 * size, y, look);
    },
  };
}

export function highlightItem(
  context: PaintContext,
  { colour, label }: Pick<MovieHighlight, 'colour' | 'label'>,
  size: number,
  ink: Colour,
): BelowItem {
  const look = { size, colour: ink };
  return {
    width: 1.2 * size + textWidth(context, label, look),
    paint: (target, x, y) => {
      target.fillStyle = colour;
      target.beginPath();
      target.arc(x + 0.4 * size, y - MIDDLE * size, 0.38 * size, 0, 2 * Math.PI);
      target.fill();
      paintText(target, label, x + 1.2 * size, y, look);
    },
  };
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

/** Paints lines of items; the first line of the area is left to what changes. */
export function paintItems(
  context: PaintContext,
  lines: readonly (readonly BelowItem[])[],
  { left, top }: Area,
  size: number,
): void {
  lines.forEach((line, row) => {
    let x = left;
    for (const item of line) {
      item.paint(context, x, top + (row + 1) * LINE * size + size);
      x += item.width + BETWEEN * size;
    }
  });
}

/** What changes from frame to frame: in front of it, the direction of the shear as a line in a circle. */
export function paintChanging(
  context: PaintContext,
  texts: readonly string[],
  angle: number | null,
  { left, top }: Area,
  { size, style }: { size: number; style: FigureStyle },
): void {
  let x = left;
  const y = top + size;
  if (angle !== null) {
    const radius = 0.62 * size;
    const [cx, cy] = [x + radius, y - MIDDLE * size];
    const [dx, dy] = [radius * Math.cos((angle * Math.PI) / 180), radius * Math.sin((angle * Math.PI) / 180)];
    context.strokeStyle = style.ink;
    context.lineWidth = Math.max(1, size / 16);
    context.beginPath();
    context.arc(cx, cy, radius, 0, 2 * Math.PI);
    context.stroke();
    context.lineWidth = Math.max(1.5, size / 9);
    context.strokeStyle = style.palette.string;
    context.beginPath();
    context.moveTo(cx - dx, cy + dy);
    context.lineTo(cx + dx, cy - dy);
    context.stroke();
    x += 2 * radius + 0.6 * size;
  }
  for (const text of texts) {
    if (text === '') continue;
    x += paintText(context, text, x, y, { size, colour: style.ink, bold: true }) + BETWEEN * size;
  }
}
