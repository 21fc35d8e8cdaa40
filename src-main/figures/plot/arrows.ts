import { magnitudes } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import type { Colour, FigureMark } from '../marks/marks.ts';

/** Shortest arrow that is drawn, points: shorter ones are specks. */
export const LEAST_ARROW_POINTS = 0.5;
/** Length and half width of a head and half width of a shaft, of the length of an arrow, up to their largest in points. */
export const HEAD = { share: 0.38, most: 3.2 };
export const HEAD_HALF = 0.42;
export const SHAFT_HALF = { share: 0.055, most: 0.38 };

/** Length that this share of the vectors is shorter than; 1 for a field of zeros. */
export function lengthAbove(vectors: Float64Array, share: number): number {
  const lengths = magnitudes(vectors);
  lengths.sort();
  return lengths[Math.min(lengths.length - 1, Math.floor(share * lengths.length))] || lengths.at(-1) || 1;
}

/** The outline of an arrow from a point; dx and dy in points, y downwards. */
function outline(x: number, y: number, dx: number, dy: number, length: number): number[] {
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(HEAD.share * length, HEAD.most);
  const wide = HEAD_HALF * head;
  const thin = Math.min(SHAFT_HALF.share * length, SHAFT_HALF.most);
  const neck = length - head;
  const [neckX, neckY, tipX, tipY] = [x + ux * neck, y + uy * neck, x + ux * length, y + uy * length];
  const [thinX, thinY, wideX, wideY] = [-uy * thin, ux * thin, -uy * wide, ux * wide];
  // prettier-ignore
  return [
    x + thinX, y + thinY,
    neckX + thinX, neckY + thinY,
    neckX + wideX, neckY + wideY,
    tipX, tipY,
    neckX - wideX, neckY - wideY,
    neckX - thinX, neckY - thinY,
    x - thinX, y - thinY,
  ];
}

/** An arrow that is shorter than its vector says by more than this is seen to be. */
const NOTICED = 1.05;

/** Arrows of vectors at places, each about its middle. `scale`: points a unit of the field; none is longer than `most`. */
export function arrowMarks(
  places: ArrayLike<number>,
  vectors: ArrayLike<number>,
  { scale, most, colour, opacity }: { scale: number; most: number; colour: Colour; opacity?: number },
): { marks: FigureMark[]; areShortened: boolean } {
  const parts: number[][] = [];
  let areShortened = false;
  for (let at = 0; at < places.length; at += 2) {
    const whole = scale * Math.hypot(vectors[at], vectors[at + 1]);
    const length = Math.min(whole, most);
    areShortened ||= whole > NOTICED * most;
    if (length < LEAST_ARROW_POINTS) continue;
    const [dx, dy] = [(vectors[at] * scale * length) / whole, (-vectors[at + 1] * scale * length) / whole];
    parts.push(outline(places[at] - dx / 2, places[at + 1] - dy / 2, dx, dy, length));
  }
  const marks: FigureMark[] =
    parts.length === 0
      ? []
      : [{ kind: 'lines', parts, closed: true, fill: colour, ...(opacity !== undefined && { opacity }) }];
  return { marks, areShortened };
}
