import type { Box } from '../../native-workers/configuration/configuration.ts';
import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import { inLargePages } from '../../native-workers/large-pages.ts';
import { type FileBox, reducedTilt, turned, warningsOfExchange } from './file-box.ts';
import type { Frame, ParticleColumn } from './frame.ts';
import { inOrder } from './in-order.ts';
import type { ParticleRows } from './particle-rows.ts';
import { refuseDegenerate } from './position-evidence.ts';

/** In what the file gives a coordinate: in lengths, or as a fraction of the box edges. */
export type CoordinateKinds = Record<'x' | 'y' | 'z', 'length' | 'fraction'>;

const LENGTHS: CoordinateKinds = { x: 'length', y: 'length', z: 'length' };

/** What a reader finds of a frame. */
export interface FrameFacts {
  /** Read to the end. */
  rows: ParticleRows;
  timestep: number | null;
  box: FileBox;
  /** Lengths, if nothing is said. */
  kinds?: CoordinateKinds;
  /** What is said where lengths look like fractions of the box, completing "they look so; ..."; to multiply them, if nothing is said. */
  wayOnFromFractions?: string;
  typeMasses?: ReadonlyMap<string, number>;
  warnings: string[];
}

/**
 * How far z may stray from a plane, in units of the mean spacing a = √(lx·ly/N). A height h changes the distance d
 * of two neighbours by h²/2d: at 1e-6 a that is 5e-13 of it, far below the six digits that text files carry.
 */
export const FLAT_PER_SPACING = 1e-6;

/** How far an unwrapped particle may have gone: so many boxes away, doubles still hold its place to 1e-10 of the box. */
export const FARTHEST_BOXES = 1e6;

/** Columns that are components of a vector in the plane and turn with the box. */
const PLANAR_VECTORS = [
  ['vx', 'vy'],
  ['fx', 'fy'],
  ['mux', 'muy'],
  ['velo[1]', 'velo[2]'],
  ['velocity[1]', 'velocity[2]'],
  ['velocities[1]', 'velocities[2]'],
  ['force[1]', 'force[2]'],
  ['forces[1]', 'forces[2]'],
] as const;

/**
 * Makes the frame of rows that have been read to the end: refuses what holds no positions of a plane, repeated ids and
 * particles on one spot (`BadInput` with file and line), brings coordinates into the box's frame and sorts by particle id.
 */
export function assembleFrame(facts: FrameFacts): Omit<Frame, 'source' | 'format' | 'frameIndex'> {
  const { rows, timestep, box: fileBox, kinds = LENGTHS, typeMasses: masses } = facts;
  const areLengths = kinds.x === 'length' && kinds.y === 'length';
  refuseDegenerate(rows, fileBox, { areLengths, wayOn: facts.wayOnFromFractions });
  refuseHeight(rows, fileBox, kinds);
  const order = rows.orderById();
  const positions = positionsOf(rows, fileBox, kinds, order);
  const box = reducedTilt(fileBox.box);
  refuseCoincidence(box, positions, rows, order);

  const sorted = sortedLabels(rows.typeLabels);
  const rank = new Uint8Array(rows.typeLabels.length);
  sorted.forEach((from, to) => (rank[from] = to));
  const ids = rows.idsInOrder(order);
  const warnings = [...facts.warnings, ...warningsOfExchange(fileBox), ...rows.notes];
  const types = inOrder(rows.types, rows.count, order);
  for (let to = 0; to < rows.count; to += 1) types[to] = rank[types[to]];
  const typeLabels = sorted.map((from) => rows.typeLabels[from]);

  const columns = rows.extras.map((extra) => {
    const values = inOrder(extra.values, rows.count, order);
    return extra.labels === null
      ? { name: extra.name, values }
      : { name: extra.name, values, labels: [...extra.labels.keys()] };
  });
  if (fileBox.turn !== undefined) turnColumns(columns, fileBox.turn);

  const typeMasses = typeLabels.flatMap((label) => masses?.get(label) ?? []);
  return {
    timestep,
    box,
    origin: fileBox.origin,
    ids,
    typeLabels,
    ...(typeMasses.length === typeLabels.length ? { typeMasses } : {}),
    types,
    positions,
    columns,
    uses: rows.layout.names.map((column, field) => ({ column, role: rows.layout.roles[field] })),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function refuseHeight(rows: ParticleRows, { box, height }: FileBox, kinds: CoordinateKinds) {
  if (rows.z === null) return;
  const scale = kinds.z === 'fraction' ? height : 1;
  const allowed = (FLAT_PER_SPACING * Math.sqrt((box.lx * box.ly) / rows.count)) / scale;
  const first = rows.z[0];
  for (let row = 1; row < rows.count; row += 1) {
    if (Math.abs(rows.z[row] - first) <= allowed) continue;
    throw rows.refusal(
      `this is a three-dimensional configuration (${rows.z[row]} here, ${first} in the first row); ` +
        'Keycore analyses two-dimensional ones, whose particles all have the same z',
      row,
      rows.layout.roles.indexOf('z'),
    );
  }
}

/**
 * Positions relative to the box corner. A fraction f of the edges a, b stands for f_x·a + f_y·b, with the tilt as the
 * file states it; where only x is a fraction, f_y follows from y.
 */
function positionsOf(
  rows: ParticleRows,
  { box: { lx, ly, xy }, origin, turn, exchanged }: FileBox,
  kinds: CoordinateKinds,
  order: Uint32Array | null,
) {
  const positions = inLargePages(new Float64Array(2 * rows.count));
  const farX = FARTHEST_BOXES * (lx + Math.abs(xy));
  const farY = FARTHEST_BOXES * ly;
  for (let to = 0; to < rows.count; to += 1) {
    const row = order === null ? to : order[to];
    let x = rows.x[row];
    let y = rows.y[row];
    if (kinds.y === 'length') y -= origin.y;
    if (kinds.x === 'length') x -= origin.x;
    if (exchanged === true && kinds.x === 'fraction') [x, y] = [y, x];
    if (turn !== undefined && kinds.x === 'length') [x, y] = turned(x, y, turn);
    if (kinds.x === 'fraction') x = x * lx + xy * (kinds.y === 'fraction' ? y : y / ly);
    if (kinds.y === 'fraction') y *= ly;
    if (!(Math.abs(x) <= farX && Math.abs(y) <= farY))
      throw rows.refusal(
        `the particle lies more than ${FARTHEST_BOXES} box lengths away from the box; its place in the box is lost`,
        row,
      );
    positions[2 * to] = x;
    positions[2 * to + 1] = y;
  }
  return positions;
}

function refuseCoincidence(box: Box, positions: Float64Array, rows: ParticleRows, order: Uint32Array | null) {
  const pair = findCoincidence(box, positions);
  if (pair === null) return;
  const [earlier, later] = [pair.i, pair.j]
    .map((at) => (order === null ? at : order[at]))
    .sort((a, b) => rows.lines.of(a) - rows.lines.of(b));
  throw rows.refusal(
    `particles ${rows.ids[earlier]} (line ${rows.lines.of(earlier)}) and ${rows.ids[later]} stand on one spot`,
    later,
  );
}

/** Indices of the labels in sorted order: numbers by value, then other texts by code unit. */
export function sortedLabels(labels: readonly string[]): number[] {
  const numeric = labels.map((label) => (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(label) ? Number(label) : null));
  return labels
    .map((_, index) => index)
    .sort((a, b) => {
      const [left, right] = [numeric[a], numeric[b]];
      if (left !== null && right !== null && left !== right) return left - right;
      if ((left === null) !== (right === null)) return left === null ? 1 : -1;
      return labels[a] < labels[b] ? -1 : 1;
    });
}

export function turnColumns(columns: readonly ParticleColumn[], turn: { cos: number; sin: number }): void {
  for (const [first, second] of PLANAR_VECTORS) {
    const x = columns.find(({ name }) => name === first)?.values;
    const y = columns.find(({ name }) => name === second)?.values;
    if (x === undefined || y === undefined) continue;
    for (const [at, value] of x.entries()) [x[at], y[at]] = turned(value, y[at], turn);
  }
}
