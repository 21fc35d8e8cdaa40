import { listed, quoted } from '../../native-workers/text/quoted.ts';
import type { BytesAt } from './bytes-at.ts';
import { MAX_COLUMNS } from './fields.ts';
import { MAX_PARTICLES_PER_FRAME } from './frame.ts';
import { NpyArray, type Strided } from './npy-array.ts';
import { ZipArchive } from './zip-archive.ts';

/** Names under which people save each quantity, in lower case, best first. */
const NAMES = {
  positions: ['positions', 'position', 'pos', 'xy', 'coords', 'coordinates', 'points', 'r'],
  x: ['x'],
  y: ['y'],
  z: ['z'],
  ids: ['ids', 'id', 'particle_ids', 'particle_id', 'particle'],
  types: ['types', 'type', 'species', 'typeid', 'typeids', 'particle_types'],
  typeLabels: ['typelabels'],
  typeMasses: ['typemasses'],
  box: ['box', 'cell', 'box_size', 'boxsize', 'box_lengths', 'l'],
  origin: ['origin'],
  timestep: ['timestep', 'step'],
  diameter: ['diameter', 'diameters'],
  radius: ['radius', 'radii'],
} as const;
type Quantity = keyof typeof NAMES;

/** The numbers of one frame, one after the other. */
function doubles({ values, first, step }: Strided, count: number): Float64Array<ArrayBuffer> {
  const found = new Float64Array(count);
  for (let row = 0, at = first; row < count; row += 1, at += step) found[row] = values[at];
  return found;
}

/** The arrays of an archive, and how many frames of how many particles they hold. */
export class NpzArrays {
  readonly archive: ZipArchive;
  readonly #arrays: readonly NpyArray[];
  readonly #found = new Map<Quantity, NpyArray>();
  readonly frames: number;
  readonly count: number;
  /** Whether the first length of the arrays is that of the frames. */
  readonly isByFrame: boolean;

  constructor(bytes: BytesAt, source: string) {
    this.archive = new ZipArchive(bytes, source);
    const members = this.archive.members.filter(({ name }) => name.endsWith('.npy'));
    if (members.length === 0)
      throw this.archive.refusal('this is a zip archive without NumPy arrays (xlsx and docx are such)');
    if (members.length > MAX_COLUMNS) throw this.archive.refusal(`more than ${MAX_COLUMNS} arrays`);
    this.#arrays = members.map((member) => new NpyArray(this.archive, member));
    for (const [quantity, names] of Object.entries(NAMES) as [Quantity, readonly string[]][]) {
      const name = names.find((each) => this.#arrays.some((array) => array.name.toLowerCase() === each));
      const array = this.#arrays.find((each) => each.name.toLowerCase() === name);
      if (array !== undefined) this.#found.set(quantity, array);
    }
    const positions = this.of('positions');
    if (positions !== undefined) {
      const { shape } = positions;
      const width = shape.at(-1) ?? 0;
      if (shape.length < 2 || shape.length > 3 || width < 2 || width > 3)
        throw positions.refusal(`an array of shape ${npyShape(shape)}; expected (N, 2) or (frames, N, 2)`);
      this.isByFrame = shape.length === 3;
      [this.frames, this.count] = this.isByFrame ? shape : [1, shape[0]];
    } else {
      const [x, y] = [this.of('x'), this.of('y')];
      if (x === undefined || y === undefined)
        throw this.archive.refusal(
          `no positions among the arrays ${listed(this.#arrays.map((each) => quoted(each.name)))}; ` +
            "expected 'positions' of shape (N, 2), or 'x' and 'y'",
          'positions',
        );
      if (x.shape.join() !== y.shape.join() || x.shape.length < 1 || x.shape.length > 2)
        throw x.refusal(`arrays of shapes ${npyShape(x.shape)} and ${npyShape(y.shape)}; expected (N) for both`);
      this.isByFrame = x.shape.length === 2;
      [this.frames, this.count] = this.isByFrame ? x.shape : [1, x.shape[0]];
    }
    if (this.count < 1 || this.count > MAX_PARTICLES_PER_FRAME)
      throw this.archive.refusal(
        `the number of particles is ${this.count}; a frame may hold 1 to ${MAX_PARTICLES_PER_FRAME}`,
        positions?.name ?? 'x',
      );
  }

  /** The array of a quantity; throws `BadInput` for one that cannot be read. */
  of(quantity: Quantity): NpyArray | undefined {
    const array = this.#found.get(quantity);
    if (array !== undefined && array.unread !== null) throw array.refusal(`the array holds ${array.unread}`);
    return array;
  }

  /** How an array has a number, or several, for each particle; null where it has not. */
  partsOf({ shape }: NpyArray): { isByFrame: boolean; parts: number } | null {
    const matches = (lengths: readonly number[]) =>
      shape.length >= lengths.length &&
      shape.length <= lengths.length + 1 &&
      lengths.every((each, at) => shape[at] === each);
    if (this.isByFrame && matches([this.frames, this.count])) return { isByFrame: true, parts: shape[2] ?? 1 };
    return matches([this.count]) ? { isByFrame: false, parts: shape[1] ?? 1 } : null;
  }

  /** One number a particle. */
  column(array: NpyArray, frame: number, part = 0): Float64Array<ArrayBuffer> {
    const found = this.partsOf(array);
    if (found === null || part >= found.parts)
      throw array.refusal(`an array of shape ${npyShape(array.shape)} for ${this.count} particles`);
    return doubles(array.perParticle(frame, part, found.isByFrame), this.count);
  }

  /** Few numbers of the whole frame, where an array has them. */
  numbers(quantity: Quantity, frame: number): number[] | undefined {
    const array = this.of(quantity);
    if (array === undefined) return undefined;
    if (array.shape.reduce((product, length) => product * length, 1) > 9 * Math.max(1, this.frames))
      throw array.refusal(`an array of shape ${npyShape(array.shape)}; expected a few numbers`);
    const all = Array.from(array.numbers());
    const [frames, ...rest] = array.shape;
    const isOfEach =
      this.isByFrame && frames === this.frames && (rest.length > 0 ? this.frames !== 2 : quantity === 'timestep');
    if (!isOfEach) return all;
    const each = all.length / frames;
    return all.slice(frame * each, (frame + 1) * each);
  }

  /** Arrays that are no quantity of ours, in the order of the archive. */
  others(): NpyArray[] {
    const used = new Set(this.#found.values());
    return this.#arrays.filter((array) => !used.has(array));
  }
}

/** A shape as NumPy writes it. */
export function npyShape(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
