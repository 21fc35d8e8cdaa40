import { type Box, nearestImage } from '../../native-workers/configuration/configuration.ts';
import { inLargePages } from '../../native-workers/large-pages.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { LONGEST_LABEL, MAX_COLUMNS } from './fields.ts';
import { checkedBox, type FileBox, reducedTilt, refuseTiltOfHeight } from './file-box.ts';
import { frameOfArrays } from './frame-of-arrays.ts';
import { MAX_PARTICLES_PER_FRAME, MAX_VALUES_PER_FRAME, type ParticleColumn } from './frame.ts';
import { GSD_MAGIC, type GsdChunk, GsdFile } from './gsd-file.ts';
import { OWN_CHUNKS, OWN_PREFIX } from './gsd-own-chunks.ts';
import type { NumberArray } from './number-arrays.ts';
import type { FrameContent, PlacedReader } from './placed-reader.ts';
import { refuseOtherBox } from './reader.ts';
import { emptyFrame } from './unusable-frame.ts';

/** Of wrapped positions; ours need not be wrapped, and then the images that are logged go with them. */
const IMAGE = 'particles/image';
/** Columns that a chunk of the schema becomes; '' is left out, as is a z of nothing but zeros. */
const SCHEMA_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'particles/diameter': ['diameter'],
  'particles/charge': ['charge'],
  'particles/velocity': ['vx', 'vy', 'vz'],
  [IMAGE]: ['ix', 'iy', 'iz'],
};
const LARGEST_TYPE_NAMES_BYTES = 2 ** 20;
const LOG = 'log/particles/';
/** Most numbers a particle that are logged as one quantity and become columns. */
const MOST_COMPONENTS = 64;
/** Names of the types of a file that names none: A, B, ... */
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** Largest relative difference of a double and the same number in single precision, with room for a sum of two. */
const SINGLE_PRECISION = 2 ** -22;

/** The chunks of one frame, those of frame 0 standing in for what it does not have. */
class HoomdFrame {
  readonly file: GsdFile;
  readonly index: number;
  readonly count: number;
  readonly #own: Map<string, GsdChunk>;
  readonly #first: Map<string, GsdChunk>;
  readonly #firstCount: number;

  constructor(file: GsdFile, index: number) {
    this.file = file;
    this.index = index;
    this.#own = file.chunks(index);
    this.#first = index === 0 ? this.#own : file.chunks(0);
    this.#firstCount = this.#countOf(this.#first, 0);
    this.count = this.#countOf(this.#own, this.#firstCount);
    if (this.count === 0) throw emptyFrame(index, { file: file.source, field: 'particles/N' });
    if (!(Number.isInteger(this.count) && this.count >= 1))
      throw this.refusal(`the number of particles is ${this.count}; a frame needs at least 1`, 'particles/N');
    if (this.count > MAX_PARTICLES_PER_FRAME)
      throw this.refusal(
        `the number of particles is ${this.count}; a frame may hold at most ${MAX_PARTICLES_PER_FRAME}`,
        'particles/N',
      );
  }

  #countOf(chunks: Map<string, GsdChunk>, otherwise: number) {
    const chunk = chunks.get('particles/N');
    return chunk === undefined ? otherwise : this.#numbers(chunk, 1, 1)[0];
  }

  refusal(message: string, name: string): BadInput {
    return this.file.refusal(message, name, this.index);
  }

  #numbers(chunk: GsdChunk, rows: number, columns: number): NumberArray {
    if (chunk.rows !== rows || chunk.columns !== columns)
      throw this.refusal(`an array of ${chunk.rows} × ${chunk.columns}; expected ${rows} × ${columns}`, chunk.name);
    return this.file.read(chunk);
  }

  /** A chunk that describes the whole frame; undefined where the schema's default stands. */
  whole(name: string, rows: number): NumberArray | undefined {
    const chunk = this.chunk(name);
    // One number a row, or one row of them: writers differ.
    if (chunk?.rows === 1) return this.#numbers(chunk, 1, rows);
    return chunk && this.#numbers(chunk, rows, 1);
  }

  chunk(name: string): GsdChunk | undefined {
    return this.#own.get(name) ?? this.#first.get(name);
  }

  /** A chunk of one row a particle; frame 0 stands in only where it has as many particles. */
  perParticle(name: string, columns: number): NumberArray | undefined {
    const chunk = this.#own.get(name) ?? (this.#firstCount === this.count ? this.#first.get(name) : undefined);
    return chunk && this.#numbers(chunk, this.count, columns);
  }

  /** What is logged of each particle: names and chunks in the order of the file. */
  logged(): GsdChunk[] {
    const names = new Set([...this.#own.keys(), ...this.#first.keys()].filter((name) => name.startsWith(LOG)));
    return [...names].flatMap((name) => {
      const chunk = this.chunk(name);
      return chunk?.rows === this.count && !name.startsWith(LOG + OWN_PREFIX) ? [chunk] : [];
    });
  }
}

function boxOf(frame: HoomdFrame, given: Box | undefined): FileBox {
  const place = { file: frame.file.source, field: 'configuration/box' };
  const [lx, ly, lz, xy, xz, yz] = frame.whole('configuration/box', 6) ?? [1, 1, 1, 0, 0, 0];
  refuseTiltOfHeight({ xz, yz, edge: 1 }, place);
  const rounded = checkedBox({ lx, ly, xy: xy * ly }, place);
  const own = frame.whole(OWN_CHUNKS.box, 3);
  // Doubles of ours hold only while they say what the schema's own numbers say.
  const exact = own !== undefined && { lx: own[0], ly: own[1], xy: own[2] };
  const isSame =
    exact && Math.fround(exact.lx) === lx && Math.fround(exact.ly) === ly && Math.fround(exact.xy / exact.ly) === xy;
  const box = isSame ? exact : rounded;
  refuseOtherBox(box, { box: given }, frame.file);
  // HOOMD's boxes have their centre at the origin: the corner is −(a + b)/2.
  return { box, origin: { x: -(box.lx + box.xy) / 2, y: -box.ly / 2 }, height: lz > 0 ? lz : 1 };
}

/** Positions in the plane and their third coordinate. */
function positionsOf(frame: HoomdFrame, { box, origin }: FileBox) {
  const name = 'particles/position';
  const found = frame.perParticle(name, 3);
  if (found === undefined) throw frame.refusal('the frame states no positions, nor does frame 0', name);
  const z = { values: found, first: 2, step: 3 };
  const own = frame.perParticle(OWN_CHUNKS.position, 2);
  if (own !== undefined && areRounded(own, found, box, origin))
    return { positions: own instanceof Float64Array ? own : new Float64Array(own), z, isExact: true };
  const positions = inLargePages(new Float64Array(2 * frame.count));
  for (let row = 0; row < frame.count; row += 1) {
    positions[2 * row] = found[3 * row];
    positions[2 * row + 1] = found[3 * row + 1];
  }
  return { positions, z, isExact: false };
}

/** Whether the schema's positions are those of ours, which were rounded after the shift to the centre. */
function areRounded(own: NumberArray, found: NumberArray, box: Box, origin: { x: number; y: number }) {
  const allowed = SINGLE_PRECISION * (box.lx + Math.abs(box.xy) + box.ly);
  const lattice = reducedTilt(box);
  for (let at = 0, from = 0; at < own.length; at += 2, from += 3) {
    const dx = own[at] + origin.x - found[from];
    const dy = own[at + 1] + origin.y - found[from + 1];
    if (Math.abs(dx) + Math.abs(dy) <= allowed || Math.hypot(...nearestImage(lattice, dx, dy)) <= allowed) continue;
    return false;
  }
  return true;
}

function typesOf(frame: HoomdFrame) {
  const typeid = frame.perParticle('particles/typeid', 1) ?? new Uint8Array(frame.count);
  const chunk = frame.chunk('particles/types');
  if (chunk === undefined) return { kinds: LETTERS, kindOf: typeid };
  if (chunk.rows * chunk.columns > LARGEST_TYPE_NAMES_BYTES)
    throw frame.refusal(`${chunk.rows} names of ${chunk.columns} bytes are none of types`, chunk.name);
  const bytes = frame.file.read(chunk);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = chunk.columns;
  const kinds = Array.from({ length: chunk.rows }, (_, type) => {
    const name = text.subarray(type * width, (type + 1) * width);
    const end = name.indexOf(0);
    return name.toString('utf8', 0, end < 0 ? width : end);
  });
  return { kinds: kinds.map((name, type) => (name === '' ? String(type) : name)), kindOf: typeid };
}

/** One component of an array of several a particle, as doubles. */
function component(values: NumberArray, width: number, at: number) {
  const found = inLargePages(new Float64Array(values.length / width));
  for (let row = 0; row < found.length; row += 1) found[row] = values[row * width + at];
  return found;
}

/** Logged quantities, in doubles where they are, and those chunks of the schema that are not logged as well. */
function columnsOf(
  frame: HoomdFrame,
  isExact: boolean,
): { columns: ParticleColumn[]; masses: NumberArray | null; left: string[] } {
  const columns: ParticleColumn[] = [];
  const left: string[] = [];
  const room = Math.min(MAX_COLUMNS, Math.floor(MAX_VALUES_PER_FRAME / frame.count));
  for (const chunk of frame.logged()) {
    const name = chunk.name.slice(LOG.length);
    const isFew = chunk.columns >= 1 && chunk.columns <= MOST_COMPONENTS;
    if (!isFew || columns.length + chunk.columns > room || name.length > LONGEST_LABEL) {
      left.push(chunk.name);
      continue;
    }
    const names = chunk.columns === 1 ? [name] : Array.from({ length: chunk.columns }, (_, at) => `${name}[${at + 1}]`);
    if (columns.some((column) => names.includes(column.name))) {
      left.push(chunk.name);
      continue;
    }
    const values = frame.file.read(chunk);
    columns.push(...names.map((each, at) => ({ name: each, values: component(values, chunk.columns, at) })));
  }
  const single = frame.perParticle('particles/mass', 1);
  const own = frame.perParticle(OWN_CHUNKS.mass, 1);
  const masses = single && own?.every((mass, row) => isSingle(mass, single[row])) === true ? own : (single ?? null);
  for (const [chunk, names] of Object.entries(SCHEMA_COLUMNS)) {
    const values = frame.perParticle(chunk, names.length);
    if (values === undefined) continue;
    names.forEach((name, at) => {
      const stated = component(values, names.length, at);
      const logged = columns.findIndex((column) => column.name === name);
      if (logged >= 0) {
        const isOfOther = isExact && chunk === IMAGE;
        if (!isOfOther && !columns[logged].values.every((value, row) => isSingle(value, stated[row])))
          columns[logged].values = stated;
      } else if (at < 2 || stated.some((value) => value !== 0)) columns.push({ name, values: stated });
    });
  }
  return { columns, masses, left };
}

/** Whether a double says what its single-precision form says. */
function isSingle(value: number, single: number) {
  const [a, b] = [Math.fround(value), Math.fround(single)];
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function frameOf(file: GsdFile, index: number, given: Box | undefined): FrameContent {
  const frame = new HoomdFrame(file, index);
  const box = boxOf(frame, given);
  const { positions, z, isExact } = positionsOf(frame, box);
  const ids = frame.perParticle(OWN_CHUNKS.id, 1) ?? null;
  const { columns, masses, left } = columnsOf(frame, isExact);
  const step = frame.whole('configuration/step', 1)?.[0] ?? 0;
  if (!Number.isSafeInteger(step)) throw frame.refusal(`the time step ${step} is too large`, 'configuration/step');
  const content = frameOfArrays({
    source: file.source,
    where: `frame ${index}: `,
    names: { position: 'particles/position', id: OWN_CHUNKS.id, type: 'particles/typeid' },
    ids,
    ...typesOf(frame),
    positions,
    z,
    box: isExact ? { ...box, origin: { x: 0, y: 0 } } : box,
    timestep: step,
    columns,
    masses,
    warnings: [
      ...(ids === null ? ["Particle ids are HOOMD's tags plus 1."] : []),
      ...(left.length === 0 ? [] : [`Logged quantities that are not read: ${left.join(', ')}.`]),
    ],
  });
  return { ...content, origin: box.origin };
}

/**
 * GSD with the schema of HOOMD-blue (gsd.readthedocs.io, "HOOMD Schema"), file versions 1 and 2. What a frame does not
 * state is that of frame 0, else the schema's default. xy is a ratio there: the tilt is xy·Ly. Velocities, images,
 * diameters, charges and what is logged of every particle become columns; masses are those of types where all of a
 * type have one. Chunks of ours (`gsd-own-chunks.ts`) bring doubles and ids back.
 */
export const gsd: PlacedReader = {
  id: 'gsd',
  label: 'GSD',
  extensions: ['.gsd'],

  begins(head) {
    return head.subarray(0, GSD_MAGIC.length).equals(GSD_MAGIC);
  },

  open(bytes, source) {
    const file = new GsdFile(bytes, source);
    if (file.schema !== 'hoomd')
      throw new BadInput(`the schema '${file.schema.slice(0, 60)}' is not that of HOOMD-blue`, {
        file: source,
        field: 'header',
      });
    return { count: file.frames, read: (frame, box) => frameOf(file, frame, box) };
  },
};
