import type { Rgb } from '../colour/rgb.ts';
import { type Cell, cornersOf, minimumImage, type Placement, type Point } from '../geometry/periodic.ts';

interface Style {
  colour: Rgb;
  /** Line width, CSS pixels. */
  width: number;
  /** Distance of the line's middle from the disc's edge, CSS pixels. */
  offset: number;
  opacity?: number;
}

/** An outline over the particles: a ring (a = b), a line (radius 0) or a stadium; filled where the width is 0. */
export interface Mark extends Required<Style> {
  /** Ends of the segment, relative to the focus, σ. */
  a: Point;
  b: Point;
  /** Displacements of the ends by the mode, σ; they move with the particles. */
  ua: Point;
  ub: Point;
  /** σ. */
  radius: number;
}

/** Where outlines that a room adds lie: below those of the key core, above them, or above everything. */
export type Depth = 'below' | 'above' | 'top';

/** Opacity of marks on the periodic images beyond the cell. */
const GHOST_OPACITY = 0.4;

/** The displacement of what does not move. */
export const STILL = { x: 0, y: 0 };

/** Where marks find the particles. */
export interface MarkGround {
  cell: Cell;
  placement: Placement;
  radii: Float32Array;
  /** N × 2, σ, or null. */
  displacements: ArrayLike<number> | null;
}

function displacementOf({ displacements }: MarkGround, i: number) {
  return displacements === null ? STILL : { x: displacements[2 * i], y: displacements[2 * i + 1] };
}

function imagePosition({ placement }: MarkGround, image: number) {
  return { x: placement.position[2 * image], y: placement.position[2 * image + 1] };
}

/** A ring round every image of the particles of `indices`. */
export function rings(ground: MarkGround, indices: Iterable<number>, style: Style): Mark[] {
  const among = new Set(indices);
  const marks: Mark[] = [];
  if (among.size === 0) return marks;
  ground.placement.index.forEach((i, image) => {
    if (!among.has(i)) return;
    const at = imagePosition(ground, image);
    const u = displacementOf(ground, i);
    const opacity = (style.opacity ?? 1) * (image < ground.placement.count ? 1 : GHOST_OPACITY);
    marks.push({ ...style, a: at, b: at, ua: u, ub: u, radius: ground.radii[i], opacity });
  });
  return marks;
}

/** A dot of the style's width on every image of the particles of `indices`. */
export function dots(ground: MarkGround, indices: Iterable<number>, style: Style): Mark[] {
  return rings(ground, indices, style).map((mark) => ({ ...mark, radius: 0 }));
}

/** Half an arm of a cross, in radii: its ends lie on the ring. */
const CROSS_ARM = Math.SQRT1_2;

/** A cross over every image of the particles of `indices`, from rim to rim. */
export function crosses(ground: MarkGround, indices: Iterable<number>, style: Style): Mark[] {
  return rings(ground, indices, style).flatMap((mark) => {
    const arm = CROSS_ARM * mark.radius;
    return [1, -1].map((slope) => ({
      ...mark,
      a: { x: mark.a.x - arm, y: mark.a.y - slope * arm },
      b: { x: mark.a.x + arm, y: mark.a.y + slope * arm },
      radius: 0,
    }));
  });
}

/** The closed line through some points, of which each moves by a displacement. */
function closedLine(points: readonly Point[], displacement: (at: number) => Point, style: Style): Mark[] {
  return points.map((a, at) => {
    const next = (at + 1) % points.length;
    return { opacity: 1, ...style, a, b: points[next], ua: displacement(at), ub: displacement(next), radius: 0 };
  });
}

/** The closed polygon through `corners` (particle indices, cyclic), taken across the boundary by shortest images. */
export function polygon(ground: MarkGround, corners: readonly number[], style: Style): Mark[] {
  if (corners.length < 2) return [];
  const points: Point[] = [imagePosition(ground, corners[0])];
  for (let k = 1; k < corners.length; k += 1) {
    const here = imagePosition(ground, corners[k]);
    const step = minimumImage(ground.cell, { x: here.x - points[k - 1].x, y: here.y - points[k - 1].y });
    points.push({ x: points[k - 1].x + step.x, y: points[k - 1].y + step.y });
  }
  return closedLine(points, (k) => displacementOf(ground, corners[k]), style);
}

/** Lines from a particle to each of its neighbours. */
export function spokes(ground: MarkGround, centre: number, neighbours: readonly number[], style: Style): Mark[] {
  return neighbours.map((j) => polygon(ground, [centre, j], style)[0]);
}

/** The boundary of the cell centred on the focus. */
export function cellOutline(cell: Cell, style: Style): Mark[] {
  return closedLine(cornersOf(cell), () => STILL, style);
}
