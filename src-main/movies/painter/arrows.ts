import type { Colour } from '../../figures/marks/marks.ts';
import { HEAD, HEAD_HALF, SHAFT_HALF, LEAST_ARROW_POINTS } from '../../figures/plot/arrows.ts';
import type { PaintContext } from './canvas.ts';
import { DISC, type Projection } from './discs.ts';
import type { Images } from './images.ts';

/** Arrows of one path: with fewer the calls take longer, with many more the rasteriser. */
const TOGETHER = 16;
/** Width of the line about an arrow, half of which is seen, points. */
const EDGE = 0.7;

/** Adds the outline of an arrow, from (x, y) by `length` along (ux, uy), y downwards; `point`: pixels of one. */
function addOutline(
  context: PaintContext,
  x: number,
  y: number,
  ux: number,
  uy: number,
  length: number,
  point: number,
): void {
  const head = Math.min(HEAD.share * length, HEAD.most * point);
  const wide = HEAD_HALF * head;
  const thin = Math.min(SHAFT_HALF.share * length, SHAFT_HALF.most * point);
  const neckX = x + ux * (length - head);
  const neckY = y + uy * (length - head);
  context.moveTo(x - uy * thin, y + ux * thin);
  context.lineTo(neckX - uy * thin, neckY + ux * thin);
  context.lineTo(neckX - uy * wide, neckY + ux * wide);
  context.lineTo(x + ux * length, y + uy * length);
  context.lineTo(neckX + uy * wide, neckY - ux * wide);
  context.lineTo(neckX + uy * thin, neckY - ux * thin);
  context.lineTo(x + uy * thin, y - ux * thin);
  context.closePath();
}

/** Arrows that are painted alike. */
interface ArrowGroup {
  colour: Colour;
  edge: Colour | null;
  /** Places in the images. */
  at: number[];
}

/** How arrows of particles look. */
export interface ArrowLook {
  /** How many times as long as its vector an arrow is drawn, and the longest, σ. */
  times: number;
  most: number;
  /** To the points of figures, in which heads and shafts have their sizes. */
  pixelsPerPoint: number;
  colourOf: (particle: number) => Colour;
  /** What an arrow of a colour is edged with where it reaches beyond its own disc, so that it is seen on all others. */
  edgeOf: (colour: Colour) => Colour | null;
}

/** Arrows of particles, each about its middle, in the shapes of figures. */
export function paintArrows(
  context: PaintContext,
  { index, places }: Images,
  { vectors, radii }: { vectors: ArrayLike<number>; radii: ArrayLike<number> },
  { x, y, scale }: Projection,
  { times, most, pixelsPerPoint, colourOf, edgeOf }: ArrowLook,
): void {
  const shortest = LEAST_ARROW_POINTS * pixelsPerPoint;
  const groups = new Map<string, ArrowGroup>();
  index.forEach((particle, at) => {
    const length = times * scale * Math.hypot(vectors[2 * particle], vectors[2 * particle + 1]);
    if (length < shortest) return;
    const colour = colourOf(particle);
    const edge = length > 2 * DISC * scale * radii[particle] ? edgeOf(colour) : null;
    const key = `${colour} ${edge}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { colour, edge, at: [at] });
    else group.at.push(at);
  });
  context.lineJoin = 'round';
  context.lineWidth = EDGE * pixelsPerPoint;
  for (const { colour, edge, at: group } of groups.values()) {
    context.fillStyle = colour;
    if (edge !== null) context.strokeStyle = edge;
    const paint = () => {
      if (edge !== null) context.stroke();
      context.fill();
    };
    context.beginPath();
    group.forEach((at, order) => {
      const [dx, dy] = [vectors[2 * index[at]], -vectors[2 * index[at] + 1]];
      const size = Math.hypot(dx, dy);
      const length = Math.min(times * size, most) * scale;
      const [ux, uy] = [dx / size, dy / size];
      const [middleX, middleY] = [x + scale * places[2 * at], y - scale * places[2 * at + 1]];
      addOutline(context, middleX - (ux * length) / 2, middleY - (uy * length) / 2, ux, uy, length, pixelsPerPoint);
      if ((order + 1) % TOGETHER !== 0) return;
      paint();
      context.beginPath();
    });
    paint();
  }
}
