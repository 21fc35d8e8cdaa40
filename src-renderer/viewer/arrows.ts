import { reach, type TurningField } from '../mechanics/turning-field.ts';
import { percentile, selectRank } from './rank-selection.ts';

/** Most arrows drawn at once: more would be a carpet. The largest are kept. */
const MAX_ARROWS = 20_000;
/** Share of particles whose arrows may be longer than the default length, per cent. */
const SCALE_PERCENTILE = 99.9;

/**
 * In an extended mode nearly all arrows are long and would cover each other: the size that is drawn at the default length
 * (about three particles) is at least this many times the root mean square, so that the mean arrow spans one particle.
 */
const CROWDING = 3.2;

/** |v_i| of N × 2 components. */
export function magnitudes(vectors: ArrayLike<number>): Float64Array {
  const sizes = new Float64Array(vectors.length / 2);
  for (let i = 0; i < sizes.length; i += 1) sizes[i] = Math.hypot(vectors[2 * i], vectors[2 * i + 1]);
  return sizes;
}

export interface ArrowChoice {
  /** Indices of the particles that get an arrow, ascending. */
  indices: Int32Array;
  /** The size that is drawn at the default length; 1 for a field of zeros. */
  reference: number;
}

/** The largest vectors, at most MAX_ARROWS of them, and the size that sets their length. Zero and NaN get none. */
export function chooseArrows(vectors: ArrayLike<number>, most = MAX_ARROWS): ArrowChoice {
  return chooseBySize(magnitudes(vectors), most);
}

function chooseBySize(sizes: Float64Array, most: number): ArrowChoice {
  const drawn = sizes.filter((size) => size > 0 && Number.isFinite(size));
  if (drawn.length === 0) return { indices: new Int32Array(0), reference: 1 };
  const least = drawn.length > most ? selectRank(drawn, drawn.length - most) : 0;
  const indices: number[] = [];
  for (let i = 0; i < sizes.length && indices.length < most; i += 1)
    if (sizes[i] >= least && sizes[i] > 0 && Number.isFinite(sizes[i])) indices.push(i);
  let squares = 0;
  for (const size of drawn) squares += size * size;
  const meanSquare = squares / sizes.length;
  const reference = Math.max(percentile(drawn, SCALE_PERCENTILE), CROWDING * Math.sqrt(meanSquare));
  return { indices: Int32Array.from(indices), reference };
}

const known = new WeakMap<ArrayLike<number>, ArrowChoice>();

/** `chooseArrows`, computed once for each field: the arrays that come from the main side never change. */
export function arrowsOf(vectors: ArrayLike<number>): ArrowChoice {
  const choice = known.get(vectors) ?? chooseArrows(vectors);
  known.set(vectors, choice);
  return choice;
}

const knownTurning = new WeakMap<TurningField, ArrowChoice>();

/** The same for a field that turns with an angle, by the greatest length at any angle: no arrow comes and goes. */
export function turningArrows(field: TurningField): ArrowChoice {
  const choice = knownTurning.get(field) ?? chooseBySize(reach(field), MAX_ARROWS);
  knownTurning.set(field, choice);
  return choice;
}
