import type { Colour } from '../../figures/marks/marks.ts';
import { HEAD, HEAD_HALF, SHAFT_HALF, LEAST_ARROW_POINTS } from '../../figures/plot/arrows.ts';
import type { PaintContext } from './canvas.ts';
import type { Projection } from './discs.ts';
import type { Images } from './images.ts';

/** Arrows of one path: with fewer the calls take longer, with many more the rasteriser. */
const TOGETHER = 16;

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

/**
 * Arrows of particles, each about its middle, in the shapes of figures. `times`: how many times as long as its vector an
 * arrow is drawn; none is longer than `most`, σ. `pixelsPerPoint`: to the points of figures, in which heads and shafts have
 * their sizes.
 */
export function paintArrows(
  context: PaintContext,
  { index, places }: Images,
  vectors: ArrayLike<number>,
  { x, y, scale }: Projection,
  {
    times,
    most,
    pixelsPerPoint,
    colourOf,
  }: { times: number; most: number; pixelsPerPoint: number; colourOf: (particle: number) => Colour },
): void {
  const shortest = LEAST_ARROW_POINTS * pixelsPerPoint;
  const groups = new Map<Colour, number[]>();
  index.forEach((particle, at) => {
    const length = times * scale * Math.hypot(vectors[2 * particle], vectors[2 * particle + 1]);
    if (length < shortest) return;
    const colour = colourOf(particle);
    const group = groups.get(colour);
    if (group === undefined) groups.set(colour, [at]);
    else group.push(at);
  });
  for (const [colour, group] of groups) {
    context.fillStyle = colour;
    context.beginPath();
    group.forEach((at, order) => {
      const [dx, dy] = [vectors[2 * index[at]], -vectors[2 * index[at] + 1]];
      const size = Math.hypot(dx, dy);
      const length = Math.min(times * size, most) * scale;
      const [ux, uy] = [dx / size, dy / size];
      const [middleX, middleY] = [x + scale * places[2 * at], y - scale * places[2 * at + 1]];
      addOutline(context, middleX - (ux * length) / 2, middleY - (uy * length) / 2, ux, uy, length, pixelsPerPoint);
      if ((order + 1) % TOGETHER !== 0) return;
      context.fill();
      context.beginPath();
    });
    context.fill();
  }
}
