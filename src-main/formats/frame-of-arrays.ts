import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import { inLargePages } from '../../native-workers/large-pages.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { listed } from '../../native-workers/text/quoted.ts';
import { FARTHEST_BOXES, FLAT_PER_SPACING, sortedLabels, turnColumns } from './assemble-frame.ts';
import { type FileBox, reducedTilt, turned } from './file-box.ts';
import { type ColumnUse, MAX_PARTICLE_ID, MAX_TYPES, type ParticleColumn } from './frame.ts';
import type { FrameContent } from './placed-reader.ts';
import { refuseFractions } from './position-evidence.ts';

/** A frame as a binary file holds it: an array for each quantity, all in the order of the file. */
export interface FrameArrays {
  source: string;
  /** Which frame, for messages, as a sentence begins: `frame 3: `; '' where a file holds one. */
  where: string;
  /** Names of the arrays that hold positions, ids and types. */
  names: { position: string; id: string; type: string };
  /** Whole numbers from 1; null numbers the particles from 1 in the order of the file. */
  ids: ArrayLike<number> | null;
  /** Label of each kind of particle, and the index into them for each one. */
  kinds: readonly string[];
  kindOf: ArrayLike<number>;
  /** x0, y0, x1, ... in the coordinates of the file; taken over. */
  positions: Float64Array<ArrayBuffer>;
  /** Third coordinates, where the file has them: every `step`-th number from `first` on. */
  z: { values: ArrayLike<number>; first: number; step: number } | null;
  box: FileBox;
  timestep: number | null;
  columns: ParticleColumn[];
  /** Mass of each particle, where known; they become a column where particles of one type differ. */
  masses: ArrayLike<number> | null;
  warnings: string[];
}

/**
 * The frame of such arrays: refuses three dimensions, ids that repeat and particles on one spot (`BadInput` naming file,
 * array and particle), brings positions to the corner of the box and sorts by particle id.
 */
export function frameOfArrays(given: FrameArrays): FrameContent {
  const { source, where, names, box: fileBox, timestep, columns, warnings } = given;
  const count = given.positions.length / 2;
  const refusal = (message: string, field: string) => new BadInput(where + message, { file: source, field });
  refuseFractions(given.positions, fileBox, (message) => refusal(message, names.position));
  refuseHeight(given, refusal);
  shiftToCorner(given, refusal);
  const { ids, order } = sortedIds(given, count, refusal);
  const box = reducedTilt(fileBox.box);
  const positions = order === null ? given.positions : pairsInOrder(given.positions, order);
  const pair = findCoincidence(box, positions);
  if (pair !== null) throw refusal(`particles ${ids[pair.j]} and ${ids[pair.i]} stand on one spot`, names.position);

  const { typeLabels, types } = sortedTypes(given, order, count, refusal);
  if (order !== null) for (const column of columns) column.values = valuesInOrder(column.values, order);
  if (fileBox.turn !== undefined) turnColumns(columns, fileBox.turn);
  const masses =
    given.masses === null
      ? null
      : order === null
        ? Float64Array.from(given.masses)
        : valuesInOrder(given.masses, order);
  const typeMasses = masses === null ? null : massesOfTypes(masses, types, typeLabels.length);
  if (masses !== null && typeMasses === null && !columns.some(({ name }) => name === 'mass'))
    columns.push({ name: 'mass', values: masses });
  return {
    timestep,
    box,
    origin: fileBox.origin,
    ids,
    typeLabels,
    ...(typeMasses === null ? {} : { typeMasses }),
    types,
    positions,
    columns,
    uses: usesOf(given),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function usesOf({ ids, names, columns }: FrameArrays): ColumnUse[] {
  return [
    ...(ids === null ? [] : [{ column: names.id, role: 'id' as const }]),
    { column: names.type, role: 'type' },
    { column: names.position, role: 'position' },
    ...columns.map(({ name }) => ({ column: name, role: 'extra' as const })),
  ];
}

type Refusal = (message: string, field: string) => BadInput;

/** The n-th particle of the file, as messages call it. */
function rowName(row: number) {
  return `particle number ${row + 1}`;
}

function refuseHeight({ z, box: { box }, names, positions }: FrameArrays, refusal: Refusal) {
  if (z === null) return;
  const allowed = FLAT_PER_SPACING * Math.sqrt((2 * box.lx * box.ly) / positions.length);
  const { values, first, step } = z;
  const level = values[first];
  for (let row = 0, at = first; 2 * row < positions.length; row += 1, at += step)
    if (!(Math.abs(values[at] - level) <= allowed))
      throw refusal(
        `this is a three-dimensional configuration (z is ${values[at]} for ${rowName(row)}, ${level} for the first); ` +
          'Keycore analyses two-dimensional ones, whose particles all have the same z',
        names.position,
      );
}

/** Subtracts the origin, and turns the plane where the box is turned. */
function shiftToCorner({ positions, names, box: { box, origin, turn } }: FrameArrays, refusal: Refusal) {
  const farX = FARTHEST_BOXES * (box.lx + Math.abs(box.xy));
  const farY = FARTHEST_BOXES * box.ly;
  for (let at = 0; at < positions.length; at += 2) {
    let x = positions[at] - origin.x;
    let y = positions[at + 1] - origin.y;
    if (turn !== undefined) [x, y] = turned(x, y, turn);
    if (!(Math.abs(x) <= farX && Math.abs(y) <= farY)) {
      const [ownX, ownY] = [positions[at], positions[at + 1]];
      throw refusal(
        Number.isFinite(ownX) && Number.isFinite(ownY)
          ? `${rowName(at / 2)} lies more than ${FARTHEST_BOXES} box lengths away from the box; its place in the box is lost`
          : `the position (${ownX}, ${ownY}) of ${rowName(at / 2)} is not finite`,
        names.position,
      );
    }
    positions[at] = x;
    positions[at + 1] = y;
  }
}

/** Ids in ascending order, and the row of each; null where that is the order of the file. */
function sortedIds({ ids: given, names }: FrameArrays, count: number, refusal: Refusal) {
  const ids = inLargePages(new Int32Array(count));
  let isAscending = true;
  for (let row = 0; row < count; row += 1) {
    const id = given === null ? row + 1 : given[row];
    if (!(Number.isInteger(id) && id >= 1 && id <= MAX_PARTICLE_ID))
      throw refusal(`the id ${id} of ${rowName(row)} is not an integer from 1 to ${MAX_PARTICLE_ID}`, names.id);
    ids[row] = id;
    if (row > 0 && id <= ids[row - 1]) isAscending = false;
  }
  if (isAscending) return { ids, order: null };
  const order = new Uint32Array(ids).map((_, row) => row).sort((a, b) => ids[a] - ids[b] || a - b);
  const sorted = ids.toSorted();
  const repeated = sorted.findIndex((id, at) => at > 0 && id === sorted[at - 1]);
  if (repeated > 0)
    throw refusal(
      `the id ${sorted[repeated]} of ${rowName(order[repeated])} is that of ${rowName(order[repeated - 1])} already`,
      names.id,
    );
  return { ids: sorted, order };
}

// A loop: `from` with a function takes ten times as long.
function valuesInOrder(values: ArrayLike<number>, order: Uint32Array) {
  const sorted = inLargePages(new Float64Array(order.length));
  for (let to = 0; to < order.length; to += 1) sorted[to] = values[order[to]];
  return sorted;
}

function pairsInOrder(values: Float64Array, order: Uint32Array) {
  const sorted = inLargePages(new Float64Array(values.length));
  for (let to = 0; to < order.length; to += 1) {
    sorted[2 * to] = values[2 * order[to]];
    sorted[2 * to + 1] = values[2 * order[to] + 1];
  }
  return sorted;
}

/** The labels that occur, in order, equal ones taken together. */
function sortedTypes(
  { kinds, kindOf, names }: FrameArrays,
  order: Uint32Array | null,
  count: number,
  refusal: Refusal,
) {
  const occurs = new Uint8Array(kinds.length);
  for (let row = 0; row < count; row += 1) {
    const kind = kindOf[row];
    if (!(Number.isInteger(kind) && kind >= 0 && kind < kinds.length))
      throw refusal(
        `${rowName(row)} is of type ${kind}, but the types are 0 to ${kinds.length - 1} (${listed(kinds)})`,
        names.type,
      );
    occurs[kind] = 1;
  }
  const distinct = [...new Set(kinds.filter((_, kind) => occurs[kind] === 1))];
  if (distinct.length > MAX_TYPES)
    throw refusal(`${distinct.length} different types; at most ${MAX_TYPES} are read`, names.type);
  const typeLabels = sortedLabels(distinct).map((at) => distinct[at]);
  const rank = Uint8Array.from(kinds, (label) => Math.max(0, typeLabels.indexOf(label)));
  const types = new Uint8Array(count);
  for (let to = 0; to < count; to += 1) types[to] = rank[kindOf[order === null ? to : order[to]]];
  return { typeLabels, types };
}

/** The mass of each type where all particles of it have the same; else null. */
function massesOfTypes(masses: Float64Array, types: Uint8Array, count: number) {
  const found = new Array<number>(count).fill(NaN);
  for (const [row, mass] of masses.entries()) {
    if (Number.isNaN(found[types[row]])) found[types[row]] = mass;
    if (found[types[row]] !== mass || !(mass > 0)) return null;
  }
  return found;
}
