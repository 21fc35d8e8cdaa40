import type { FigureStyle } from '../../figures/marks/styles.ts';
import { BETWEEN, TEXT_MIDDLE } from './below.ts';
import type { PaintContext } from './canvas.ts';
import { type Area, LINE } from './layout.ts';
import type { MovieMoment } from './player.ts';
import { paintText, textWidth } from './text.ts';

type Changing = Pick<MovieMoment, 'texts' | 'angle'>;

/** Of the dial, and of the dial with what lies behind it, of the size of the text. */
const DIAL = { radius: 0.62, width: 1.84 };

/** Where each text of a moment begins, in as many lines as they need. */
function places(context: PaintContext, { texts, angle }: Changing, { width }: Pick<Area, 'width'>, size: number) {
  let [x, row] = [angle === null ? 0 : DIAL.width * size, 0];
  let isFirst = true;
  return texts
    .filter((text) => text !== '')
    .map((text) => {
      const wide = textWidth(context, text, { size, colour: '#000000', bold: true });
      if (!isFirst && x + wide > width) [x, row] = [0, row + 1];
      isFirst = false;
      const place = { text, x, row };
      x += wide + BETWEEN * size;
      return place;
    });
}

/** Lines that the texts of a moment need. */
export function changingRows(context: PaintContext, moment: Changing, area: Area, size: number): number {
  return 1 + (places(context, moment, area, size).at(-1)?.row ?? 0);
}

/** What changes from frame to frame: in front of it, the direction of the shear as a line in a circle. */
export function paintChanging(
  context: PaintContext,
  moment: Changing,
  area: Area,
  { size, style }: { size: number; style: FigureStyle },
): void {
  const { left, top } = area;
  const y = top + size;
  const { angle } = moment;
  if (angle !== null) {
    const radius = DIAL.radius * size;
    const [cx, cy] = [left + radius, y - TEXT_MIDDLE * size];
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
  }
  for (const { text, x, row } of places(context, moment, area, size))
    paintText(context, text, left + x, y + row * LINE * size, { size, colour: style.ink, bold: true });
}
