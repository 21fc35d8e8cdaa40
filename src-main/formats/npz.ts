import type { Box } from '../../native-workers/configuration/configuration.ts';
import { inLargePages } from '../../native-workers/large-pages.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { listed, quoted } from '../../native-workers/text/quoted.ts';
import { LONGEST_LABEL } from './fields.ts';
import { checkedBox, type FileBox } from './file-box.ts';
import { frameOfArrays } from './frame-of-arrays.ts';
import { MAX_TYPES, MAX_VALUES_PER_FRAME, type ParticleColumn } from './frame.ts';
import type { NpyArray } from './npy-array.ts';
import { NpzArrays, npyShape } from './npz-arrays.ts';
import { boxOfNumbers } from './npz-box.ts';
import type { FrameContent, PlacedReader } from './placed-reader.ts';
import { refuseOtherBox } from './reader.ts';

/** Vectors that have two columns of their own. */
const VECTORS: Readonly<Record<string, readonly string[]>> = {
  v: ['vx', 'vy', 'vz'],
  vel: ['vx', 'vy', 'vz'],
  velocity: ['vx', 'vy', 'vz'],
  velocities: ['vx', 'vy', 'vz'],
  image: ['ix', 'iy', 'iz'],
  images: ['ix', 'iy', 'iz'],
};
/** Most components of an array that become columns. */
const MOST_COMPONENTS = 16;

/** x0, y0, x1, ... of a frame, and its third coordinates. */
function positionsOf(arrays: NpzArrays, frame: number) {
  const whole = arrays.of('positions');
  const [x, y] = [whole ?? arrays.of('x'), whole ?? arrays.of('y')];
  if (x === undefined || y === undefined) throw new Error('an archive without positions has been refused');
  const [xs, ys] = [arrays.column(x, frame), arrays.column(y, frame, whole === undefined ? 0 : 1)];
  const positions = inLargePages(new Float64Array(2 * arrays.count));
  for (let row = 0; row < arrays.count; row += 1) {
    positions[2 * row] = xs[row];
    positions[2 * row + 1] = ys[row];
  }
  const third = whole === undefined ? arrays.of('z') : whole;
  const hasThird = third !== undefined && (whole === undefined || whole.shape.at(-1) === 3);
  const z = hasThird ? arrays.column(third, frame, whole === undefined ? 0 : 2) : null;
  return { positions, z: z === null ? null : { values: z, first: 0, step: 1 }, name: x.name };
}

/** Labels of the types, and the index of each particle's. */
function typesOf(arrays: NpzArrays, frame: number, notes: string[]): { kinds: string[]; kindOf: ArrayLike<number> } {
  const array = arrays.of('types');
  if (array === undefined) {
    notes.push("There is no array 'types': all particles are of one type, 1.");
    return { kinds: ['1'], kindOf: new Uint8Array(arrays.count) };
  }
  const labels = arrays.of('typeLabels')?.texts();
  if (labels !== undefined && array.isNumbers) return { kinds: labels, kindOf: arrays.column(array, frame) };
  const given = array.isNumbers ? arrays.column(array, frame) : textsOf(arrays, array);
  const index = new Map<number | string, number>();
  const kindOf = new Uint16Array(arrays.count);
  for (let row = 0; row < arrays.count; row += 1) {
    const type = given[row];
    let kind = index.get(type);
    if (kind === undefined) {
      if (typeof type === 'number' && !Number.isSafeInteger(type))
        throw array.refusal(`the type ${type} of particle number ${row + 1} is not a whole number`);
      if (type === '' || String(type).length > LONGEST_LABEL)
        throw array.refusal(`the type ${quoted(String(type))} of particle number ${row + 1} is empty or too long`);
      kind = index.size;
      if (kind === MAX_TYPES) throw array.refusal(`more than ${MAX_TYPES} different types`);
      index.set(type, kind);
    }
    kindOf[row] = kind;
  }
  return { kinds: Array.from(index.keys(), String), kindOf };
}

function textsOf(arrays: NpzArrays, array: NpyArray) {
  if (array.shape.length !== 1 || array.shape[0] !== arrays.count)
    throw array.refusal(`texts of shape ${npyShape(array.shape)} for ${arrays.count} particles`);
  return array.texts();
}

/** Ids from 1; those of an archive may count from 0. */
function idsOf(arrays: NpzArrays, frame: number, notes: string[]) {
  const array = arrays.of('ids');
  if (array === undefined) {
    notes.push("There is no array 'ids': particles are numbered from 1 in the order of the arrays.");
    return { ids: null, name: 'ids' };
  }
  const ids = arrays.column(array, frame);
  if (ids.includes(0)) {
    notes.push('Particle ids count from 0 in the file; 1 is added to each.');
    for (let row = 0; row < ids.length; row += 1) ids[row] += 1;
  }
  return { ids, name: array.name };
}

function fileBoxOf(
  arrays: NpzArrays,
  frame: number,
  positions: Float64Array,
  given: Box | undefined,
  notes: string[],
): FileBox {
  const place = { file: arrays.archive.source, field: 'box' };
  const numbers = arrays.numbers('box', frame);
  if (numbers === undefined) {
    if (given === undefined)
      throw new BadInput("the file states no box: save an array 'box' of lx, ly (or lx, ly, xy), or give the box", {
        ...place,
        question: { asks: 'box', problem: 'The file states no box.' },
      });
    return { box: checkedBox(given, place), origin: { x: 0, y: 0 }, height: 1 };
  }
  // With labels of types beside it, the archive is one of ours.
  if (numbers.length === 3 && arrays.of('typeLabels') !== undefined) {
    const [lx, ly, xy] = numbers;
    const box = checkedBox({ lx, ly, xy }, place);
    refuseOtherBox(box, { box: given }, { source: place.file });
    return { box, origin: { x: 0, y: 0 }, height: 1 };
  }
  const found = boxOfNumbers(numbers, positions, given, place);
  refuseOtherBox(found.box.box, { box: given }, { source: place.file });
  notes.push(...found.notes);
  return found.box;
}

/** Everything else that has a number or a text for each particle. */
function columnsOf(arrays: NpzArrays, frame: number, notes: string[]): ParticleColumn[] {
  const columns: ParticleColumn[] = [];
  const unread: string[] = [];
  const room = Math.floor(MAX_VALUES_PER_FRAME / arrays.count);
  const [diameter, radius] = [arrays.of('diameter'), arrays.of('radius')];
  // What our own archives say of the whole sample.
  const isOwnHeader = ({ name, shape }: NpyArray) =>
    name === 'header' && shape.length === 0 && arrays.of('typeLabels') !== undefined;
  for (const array of arrays.others().filter((each) => !isOwnHeader(each))) {
    const found = array.unread === null ? arrays.partsOf(array) : null;
    const parts = found?.parts ?? 0;
    const names = columnNames(array.name, parts);
    const isTaken = columns.some(({ name }) => names.includes(name));
    if (
      parts < 1 ||
      parts > MOST_COMPONENTS ||
      isTaken ||
      columns.length + parts > room ||
      array.name.length > LONGEST_LABEL
    )
      unread.push(array.name);
    else if (array.isNumbers)
      columns.push(...names.map((name, part) => ({ name, values: arrays.column(array, frame, part) })));
    else if (array.shape.length === 1) columns.push(columnOfTexts(array));
    else unread.push(array.name);
  }
  if (unread.length > 0) notes.push(`Arrays that are not read: ${listed(unread)}.`);
  if (diameter !== undefined) columns.push({ name: 'diameter', values: arrays.column(diameter, frame) });
  else if (radius !== undefined)
    columns.push({ name: 'diameter', values: arrays.column(radius, frame).map((value) => 2 * value) });
  return columns;
}

function columnNames(name: string, parts: number) {
  if (parts === 1) return [name];
  const known = Object.hasOwn(VECTORS, name.toLowerCase()) ? VECTORS[name.toLowerCase()] : [];
  return Array.from({ length: Math.min(parts, MOST_COMPONENTS) }, (_, part) => known[part] ?? `${name}[${part + 1}]`);
}

function columnOfTexts(array: NpyArray): ParticleColumn {
  const index = new Map<string, number>();
  const values = Float64Array.from(array.texts(), (text) => {
    const known = index.get(text);
    if (known !== undefined) return known;
    index.set(text, index.size);
    return index.size - 1;
  });
  return { name: array.name, values, labels: [...index.keys()] };
}

function frameOf(arrays: NpzArrays, frame: number, given: Box | undefined): FrameContent {
  const notes: string[] = [];
  const { positions, z, name } = positionsOf(arrays, frame);
  const fileBox = fileBoxOf(arrays, frame, positions, given, notes);
  const origin = arrays.numbers('origin', frame);
  const box = origin === undefined ? fileBox : { ...fileBox, origin: { x: origin[0], y: origin[1] } };
  const ids = idsOf(arrays, frame, notes);
  const types = typesOf(arrays, frame, notes);
  const timestep = arrays.numbers('timestep', frame)?.[0];
  const isWhole = Number.isSafeInteger(timestep);
  if (timestep !== undefined && !isWhole)
    notes.push(`The time step ${timestep} is not a whole number; it is left out.`);
  const masses = arrays.of('typeMasses')?.numbers();
  const columns = columnsOf(arrays, frame, notes);
  return frameOfArrays({
    source: arrays.archive.source,
    where: arrays.isByFrame ? `frame ${frame}: ` : '',
    names: { position: name, id: ids.name, type: arrays.of('types')?.name ?? 'types' },
    ids: ids.ids,
    ...types,
    positions,
    z,
    box,
    timestep: timestep !== undefined && isWhole ? timestep : null,
    columns,
    masses: masses === undefined ? null : Float64Array.from(types.kindOf, (kind) => masses[kind] ?? NaN),
    warnings: notes,
  });
}

/**
 * NumPy archives (numpy.savez, savez_compressed): ours, and plain ones with `positions` (or `x` and `y`), `box`, and
 * what else there is of `types`, `ids`, `diameter` or `radius`, `timestep`; names in any case, and common others. Further
 * arrays with a number or a text for each particle become columns. Several frames are arrays of (frames, N, …). Nothing
 * is unpickled.
 */
export const npz: PlacedReader = {
  id: 'npz',
  label: 'NumPy archive',
  extensions: ['.npz'],

  begins(head) {
    return ['PK\x03\x04', 'PK\x05\x06'].includes(head.toString('latin1', 0, 4));
  },

  open(bytes, source) {
    const arrays = new NpzArrays(bytes, source);
    return { count: arrays.frames, read: (frame, box) => frameOf(arrays, frame, box) };
  },
};
