import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';

/** Edges and tilts differ by less than this in any box of particles; beyond it arithmetic in doubles loses its footing. */
const LARGEST_ASPECT = 1e6;

/** The periodic cell as a file describes it, and how the file's coordinates lead into the frame's. */
export interface FileBox {
  /** Edge vectors as the file states them; the tilt is not reduced yet. */
  box: Box;
  /** Lower-left corner in the file's coordinates. */
  origin: { x: number; y: number };
  /** Extent in z, which scaled z coordinates are fractions of; 1 where the file states none. */
  height: number;
  /** Turn that brings the first edge vector onto +x, as (cos, sin) of its angle; absent when it lies there already. */
  turn?: { cos: number; sin: number };
}

/** Throws `BadInput` unless lx, ly > 0 and everything is finite. */
export function checkedBox(box: Box, place: InputPlace): Box {
  const { lx, ly, xy } = box;
  if (![lx, ly, xy].every(Number.isFinite))
    throw new BadInput(`the box (lx ${lx}, ly ${ly}, xy ${xy}) is not finite`, place);
  if (lx <= 0 || ly <= 0)
    throw new BadInput(`the box has lx = ${lx} and ly = ${ly}; both edges must be longer than 0`, place);
  const [shorter, longer] = lx < ly ? [lx, ly] : [ly, lx];
  if (longer > LARGEST_ASPECT * shorter || Math.abs(xy) > LARGEST_ASPECT * lx || longer > 1e100 || shorter < 1e-100)
    throw new BadInput(`the box (lx ${lx}, ly ${ly}, xy ${xy}) is not one of a particle configuration`, place);
  return box;
}

/**
 * The same lattice with |xy| ≤ lx/2, b → b − round(xy/lx)·a: nearest images (see `nearestImage`) rely on it.
 * A tilt that is short enough already stays as it is, bit for bit.
 */
export function reducedTilt(box: Box): Box {
  const { lx, ly, xy } = box;
  return { lx, ly, xy: Math.abs(xy) <= lx / 2 ? xy : xy - Math.round(xy / lx) * lx };
}

/**
 * The cell with edge vectors a, b, c (rows of three) and this origin, as a two-dimensional one: a and b must lie in
 * the plane, c along z. lx = |a|, xy = a·b/|a|, ly = (a × b)/|a|, and the plane is turned so that a lies along +x.
 * Throws `BadInput` for a cell that is not of that kind.
 */
export function boxFromVectors(vectors: readonly number[], origin: readonly number[], place: InputPlace): FileBox {
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = vectors;
  if (az !== 0 || bz !== 0 || cx !== 0 || cy !== 0)
    throw new BadInput(
      `the box vectors (${ax} ${ay} ${az}), (${bx} ${by} ${bz}), (${cx} ${cy} ${cz}) are three-dimensional; ` +
        'a two-dimensional box has a and b in the plane z = 0 and c along z',
      place,
    );
  const length = Math.hypot(ax, ay);
  const area = ax * by - ay * bx;
  if (area < 0)
    throw new BadInput('the box vectors a and b are left-handed (a × b < 0); list them the other way round', place);
  if (length === 0) throw new BadInput('the box vector a has length 0', place);
  const along = ay === 0 && ax > 0;
  const box = along ? { lx: ax, ly: by, xy: bx } : { lx: length, ly: area / length, xy: (ax * bx + ay * by) / length };
  return {
    box: checkedBox(box, place),
    origin: { x: origin[0] ?? 0, y: origin[1] ?? 0 },
    height: cz > 0 ? cz : 1,
    ...(along ? {} : { turn: { cos: ax / length, sin: ay / length } }),
  };
}

/** Throws `BadInput` for a tilt out of the plane. */
export function refuseTiltOfHeight(xz: number, yz: number, place: InputPlace): void {
  if (xz !== 0 || yz !== 0)
    throw new BadInput(
      `the box is tilted in the third dimension (xz ${xz}, yz ${yz}); Keycore analyses two-dimensional configurations`,
      place,
    );
}

/** The vector (x, y) turned clockwise by the angle whose cosine and sine these are. */
export function turned(x: number, y: number, { cos, sin }: { cos: number; sin: number }): [number, number] {
  return [cos * x + sin * y, cos * y - sin * x];
}
