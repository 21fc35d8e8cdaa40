import type { Colour } from '../../figures/marks/marks.ts';
import type { PaintContext } from './canvas.ts';
import type { Images } from './images.ts';

/** How a plane is laid on a canvas: the middle of a pane in pixels, and pixels to σ; y points upwards in the plane. */
export interface Projection {
  x: number;
  y: number;
  scale: number;
}

/** Of the radius of a particle: discs that touch stay apart. */
export const DISC = 0.92;
/** Radius below which a disc is a square of pixels. */
const SPECK = 0.7;

function paintDisc(context: PaintContext, x: number, y: number, radius: number) {
  if (radius < SPECK) {
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    return;
  }
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  // One by one: a path of thousands of circles takes the rasteriser three times as long.
  context.fill();
}

/** Discs of particles by the colour of each; null leaves one out. */
export function paintDiscs(
  context: PaintContext,
  { index, places }: Images,
  radii: ArrayLike<number>,
  { x, y, scale }: Projection,
  colourOf: (particle: number) => Colour | null,
): void {
  const byColour = new Map<Colour, number[]>();
  index.forEach((particle, at) => {
    const colour = colourOf(particle);
    if (colour === null) return;
    const group = byColour.get(colour);
    if (group === undefined) byColour.set(colour, [at]);
    else group.push(at);
  });
  for (const [colour, group] of byColour) {
    context.fillStyle = colour;
    for (const at of group)
      paintDisc(context, x + scale * places[2 * at], y - scale * places[2 * at + 1], DISC * scale * radii[index[at]]);
  }
}

/** A line, and one below it that stands out to either side: it is seen on every colour. */
export interface LineLook {
  colour: Colour;
  /** Pixels. */
  width: number;
  casing: Colour | null;
}

/** Below a ring on a map of colours: dark, as the maps begin, so that bright discs do not swallow a bright ring. */
const CASING = '#10141a';

/** The ring about a particle that is marked: in its colour on a map of colours, else thin about a disc in its colour. */
export function markLine(colour: Colour, size: number, { isMap, ink }: { isMap: boolean; ink: Colour }): LineLook {
  return isMap
    ? { colour, width: Math.max(1, size / 9), casing: CASING }
    : { colour: ink, width: Math.max(1, size / 20), casing: null };
}

/** Strokes the path that has been begun. */
export function strokeCased(context: PaintContext, { colour, width, casing }: LineLook): void {
  if (casing !== null) {
    context.strokeStyle = casing;
    context.lineWidth = width + 2 * Math.max(0.8, 0.5 * width);
    context.stroke();
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Rings about discs of some particles. */
export function paintRings(
  context: PaintContext,
  { index, places }: Images,
  radii: ArrayLike<number>,
  { x, y, scale }: Projection,
  { wanted, ...line }: LineLook & { wanted: ReadonlySet<number> },
): void {
  index.forEach((particle, at) => {
    if (!wanted.has(particle)) return;
    context.beginPath();
    context.arc(
      x + scale * places[2 * at],
      y - scale * places[2 * at + 1],
      Math.max(1, DISC * scale * radii[particle]),
      0,
      2 * Math.PI,
    );
    strokeCased(context, line);
  });
}

/** The closed line through some particles, by the images that belong together. */
export function paintPolygon(
  context: PaintContext,
  corners: readonly number[],
  { index, places }: Images,
  { x, y, scale }: Projection,
  line: LineLook,
): void {
  const first = index.indexOf(corners[0]);
  if (first < 0) return;
  const points = corners.map((corner) => {
    let [best, nearest] = [-1, Infinity];
    index.forEach((each, at) => {
      if (each !== corner) return;
      const distance = Math.hypot(places[2 * at] - places[2 * first], places[2 * at + 1] - places[2 * first + 1]);
      if (distance < nearest) [best, nearest] = [at, distance];
    });
    return best;
  });
  if (points.includes(-1)) return;
  context.lineJoin = 'round';
  context.beginPath();
  points.forEach((at, order) => {
    const [px, py] = [x + scale * places[2 * at], y - scale * places[2 * at + 1]];
    if (order === 0) context.moveTo(px, py);
    else context.lineTo(px, py);
  });
  context.closePath();
  strokeCased(context, line);
}
