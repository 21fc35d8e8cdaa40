import { setLabel } from '../../src-main/figures/marks/label.ts';
import type { Colour, Drawing, FigureMark } from '../../src-main/figures/marks/marks.ts';
import type { FigureStyle } from '../../src-main/figures/marks/styles.ts';

/** Least contrasts by WCAG 2.1: of text (1.4.3), and of lines that mean something (1.4.11). */
const LEAST = { text: 4.5, line: 3 };

const channels = (colour: Colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);

/** Relative luminance of sRGB. */
function luminance(rgb: readonly number[]) {
  const [red, green, blue] = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one: readonly number[], other: readonly number[]) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Contrast of two colours, 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  return ratio(channels(one), channels(other));
}

/** Where a mark may be seen. */
interface Clip {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Placed {
  mark: FigureMark;
  x: number;
  y: number;
  clips: readonly Clip[];
}

/** All marks in the order in which they are drawn, with where their coordinates begin. */
function placed(marks: readonly FigureMark[], x = 0, y = 0, clips: readonly Clip[] = []): Placed[] {
  return marks.flatMap((mark) => {
    if (mark.kind !== 'group') return [{ mark, x, y, clips }];
    const { clip } = mark;
    const [left, top] = [x + mark.x, y + mark.y];
    const inside =
      clip === undefined
        ? clips
        : [
            ...clips,
            {
              left: left + clip.x,
              right: left + clip.x + clip.width,
              top: top + clip.y,
              bottom: top + clip.y + clip.height,
            },
          ];
    return placed(mark.marks, left, top, inside);
  });
}

/** Whether a filled rectangle or circle holds a point. */
function covers({ mark, x, y, clips }: Placed, atX: number, atY: number): boolean {
  if (clips.some(({ left, right, top, bottom }) => atX < left || atX > right || atY < top || atY > bottom))
    return false;
  if (mark.kind === 'rectangle')
    return atX >= x + mark.x && atX <= x + mark.x + mark.width && atY >= y + mark.y && atY <= y + mark.y + mark.height;
  if (mark.kind !== 'circles') return false;
  for (let at = 0; at < mark.centres.length; at += 2) {
    const radius = typeof mark.radius === 'number' ? mark.radius : mark.radius[at / 2];
    if (Math.hypot(atX - x - mark.centres[at], atY - y - mark.centres[at + 1]) <= radius) return true;
  }
  return false;
}

/** What is behind a point once some marks are drawn. */
function groundAt(below: readonly Placed[], ground: Colour, x: number, y: number) {
  let under = channels(ground);
  for (const each of below) {
    const { mark } = each;
    if ((mark.kind !== 'rectangle' && mark.kind !== 'circles') || mark.fill === undefined) continue;
    if (!covers(each, x, y)) continue;
    const { opacity = 1 } = mark;
    under = channels(mark.fill).map((value, at) => opacity * value + (1 - opacity) * under[at]);
  }
  return under;
}

/**
 * What is too faint in a drawing: text on what is behind its middle, and strokes on the ground of the style. Lines that the
 * style keeps behind the data, and halos of the colour of the ground, may be.
 */
export function faint({ marks }: Pick<Drawing, 'marks'>, style: FigureStyle): string[] {
  const all = placed(marks);
  const found = new Set<string>();
  all.forEach(({ mark, x, y }, at) => {
    if (mark.kind === 'text' && mark.text !== '') {
      const { width } = setLabel(mark.text, mark.size, mark.bold);
      const across = mark.anchor === 'start' ? width / 2 : mark.anchor === 'end' ? -width / 2 : 0;
      const up = 0.35 * mark.size;
      const [middleX, middleY] =
        mark.turned === undefined ? [x + mark.x + across, y + mark.y - up] : [x + mark.x - up, y + mark.y - across];
      const of = ratio(channels(mark.colour), groundAt(all.slice(0, at), style.ground, middleX, middleY));
      if (of < LEAST.text) found.add(`'${mark.text}' has a contrast of ${of.toFixed(2)}`);
    }
    if (mark.kind !== 'lines' && mark.kind !== 'circles' && mark.kind !== 'rectangle') return;
    const { stroke } = mark;
    if (stroke === undefined || stroke.colour === style.pale || stroke.colour === style.ground) return;
    const of = contrast(stroke.colour, style.ground);
    if (of < LEAST.line) found.add(`a line of ${stroke.colour} has a contrast of ${of.toFixed(2)}`);
  });
  return [...found];
}
