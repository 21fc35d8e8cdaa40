import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';

/** Edges and tilts differ by less than this in any box of particles; beyond it arithmetic in doubles loses its footing. */
const LARGEST_ASPECT = 1e6;

/**
 * Components up to this share of the cell's longest edge are rounding of a cell that lies in the plane: a program that
 * turns or multiplies matrices leaves 1e-17 … 1e-10 of it, and a real tilt of that size moves no particle by a digit
 * that text files carry.
 */
const DUST_PER_EDGE = 1e-9;

/** A tilt below this share of the edges comes of turning a rectangle in doubles. */
const TURNING_DUST_PER_EDGE = 1e-14;

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
  /** Whether a and b of the file were exchanged, so that fractions of the file are along b and a; absent: they were not. */
  exchanged?: true;
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
 * the plane, c along z, up to `DUST_PER_EDGE`. lx = |a|, xy = a·b/|a|, ly = (a × b)/|a|, and the plane is turned so
 * that a lies along +x. Where a × b < 0 the two are exchanged first: the lattice n·a + m·b is the same, and positions
 * in lengths mean what they did. Throws `BadInput` for a cell that is not of that kind.
 */
export function boxFromVectors(vectors: readonly number[], origin: readonly number[], place: InputPlace): FileBox {
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = vectors;
  if (isOutOfPlane([az, bz, cx, cy], Math.max(Math.hypot(ax, ay), Math.hypot(bx, by))))
    throw new BadInput(
      `the box vectors (${ax} ${ay} ${az}), (${bx} ${by} ${bz}), (${cx} ${cy} ${cz}) are three-dimensional; ` +
        'a two-dimensional box has a and b in the plane z = 0 and c along z',
      place,
    );
  const isLeftHanded = ax * by - ay * bx < 0;
  return {
    ...(isLeftHanded ? { ...planeCell(bx, by, ax, ay, place), exchanged: true } : planeCell(ax, ay, bx, by, place)),
    origin: { x: origin[0] ?? 0, y: origin[1] ?? 0 },
    height: cz > 0 ? cz : 1,
  };
}

/** Box and turn of the edges a and b, a × b ≥ 0. */
function planeCell(ax: number, ay: number, bx: number, by: number, place: InputPlace): Pick<FileBox, 'box' | 'turn'> {
  const length = Math.hypot(ax, ay);
  if (length === 0) throw new BadInput('the box vector a has length 0', place);
  if (ay === 0 && ax > 0) return { box: checkedBox({ lx: ax, ly: by, xy: bx }, place) };
  const along = (ax * bx + ay * by) / length;
  const xy = Math.abs(along) <= TURNING_DUST_PER_EDGE * (length + Math.hypot(bx, by)) ? 0 : along;
  return {
    box: checkedBox({ lx: length, ly: (ax * by - ay * bx) / length, xy }, place),
    turn: { cos: ax / length, sin: ay / length },
  };
}

/** What is said of a cell whose edges were exchanged. */
export function warningsOfExchange({ exchanged }: FileBox): string[] {
  return exchanged === undefined
    ? []
    : [
        'The box vectors a and b are left-handed (a × b < 0); they were exchanged: the lattice and the positions in it are the same.',
      ];
}

function isOutOfPlane(components: readonly number[], edge: number) {
  return components.some((component) => !(Math.abs(component) <= DUST_PER_EDGE * edge));
}

/** Throws `BadInput` for a tilt out of the plane by more than `DUST_PER_EDGE` of the longer edge of the box. */
export function refuseTiltOfHeight(
  { xz, yz, edge }: { xz: number; yz: number; edge: number },
  place: InputPlace,
): void {
  if (isOutOfPlane([xz, yz], Math.abs(edge)))
    throw new BadInput(
      `the box is tilted in the third dimension (xz ${xz}, yz ${yz}); Keycore analyses two-dimensional configurations`,
      place,
    );
}

/** The vector (x, y) turned clockwise by the angle whose cosine and sine these are. */
export function turned(x: number, y: number, { cos, sin }: { cos: number; sin: number }): [number, number] {
  return [cos * x + sin * y, cos * y - sin * x];
}
