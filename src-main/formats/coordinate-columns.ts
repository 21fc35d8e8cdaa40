import { type Box, wrapPositions } from '../../native-workers/configuration/configuration.ts';
import type { ParticleColumn } from './frame.ts';

/** Farthest, in units of the box, that relaxing takes a particle from where its file had it. */
const FARTHEST_RELAXED = 0.25;
/** Third coordinates beside z, which is 0 in everything that is written. */
const HEIGHTS = /^z(u|s|su)$/;

/** Whole numbers of edge vectors: columns of a and rows of b for each particle. */
interface Images {
  a: Float64Array;
  b: Float64Array;
}

function imagesBetween(box: Box, from: Float64Array, to: Float64Array): Images {
  const count = from.length / 2;
  const images = { a: new Float64Array(count), b: new Float64Array(count) };
  for (let row = 0; row < count; row += 1) {
    const rows = Math.round((to[2 * row + 1] - from[2 * row + 1]) / box.ly);
    images.b[row] = rows;
    images.a[row] = Math.round((to[2 * row] - from[2 * row] - rows * box.xy) / box.lx);
  }
  return images;
}

/** Positions wrapped into the box, and by how many edges that moved each particle. */
export function wrappedWithImages(box: Box, positions: Float64Array): { positions: Float64Array; images: Images } {
  const wrapped = wrapPositions(box, positions);
  return { positions: wrapped, images: imagesBetween(box, wrapped, positions) };
}

interface Given {
  columns: readonly ParticleColumn[];
  box: Box;
  /** As analysed, from the corner of the box, in the image that the flags of the columns go with (`columnsOfAnalysed`). */
  positions: Float64Array;
  /** Corner of the box in the coordinates of the file. */
  origin: { x: number; y: number };
}

/** The two columns of these names, where both hold numbers. */
function pairOf(columns: readonly ParticleColumn[], names: readonly string[]) {
  const found = names.map((name) => columns.find((each) => each.name === name && each.labels === undefined)?.values);
  return found[0] === undefined || found[1] === undefined ? null : [found[0], found[1]];
}

/**
 * The columns of a file as they belong to the positions that were analysed: relaxing may have left a particle at another
 * image of the box than that of the file, `read`, and then its image flags change by as many edges.
 */
export function columnsOfAnalysed(
  columns: readonly ParticleColumn[],
  box: Box,
  read: Float64Array,
  analysed: Float64Array,
): ParticleColumn[] {
  const flags = pairOf(columns, ['ix', 'iy']);
  if (flags === null || !flags.every((values) => values.every(Number.isInteger))) return [...columns];
  const { a, b } = imagesBetween(box, analysed, read);
  const added = (values: Float64Array, images: Float64Array) => values.map((value, row) => value + images[row]);
  return columns.map((column) => {
    if (column.values === flags[0]) return { ...column, values: added(flags[0], a) };
    return column.values === flags[1] ? { ...column, values: added(flags[1], b) } : column;
  });
}

/** In which image of the box each particle is, by the file's flags or unwrapped coordinates; null where they do not say. */
function imagesOf({ columns, box, positions, origin }: Given): Images | null {
  const flags = pairOf(columns, ['ix', 'iy']);
  if (flags !== null) {
    const [a, b] = flags;
    return a.every(Number.isInteger) && b.every(Number.isInteger) ? { a, b } : null;
  }
  const [lengths, fractions] = [pairOf(columns, ['xu', 'yu']), pairOf(columns, ['xsu', 'ysu'])];
  if (lengths === null && fractions === null) return null;
  const unwrapped = new Float64Array(positions.length);
  for (let row = 0; 2 * row < positions.length; row += 1) {
    const [x, y] =
      lengths !== null
        ? [lengths[0][row] - origin.x, lengths[1][row] - origin.y]
        : [
            (fractions?.[0][row] ?? 0) * box.lx + (fractions?.[1][row] ?? 0) * box.xy,
            (fractions?.[1][row] ?? 0) * box.ly,
          ];
    unwrapped[2 * row] = x;
    unwrapped[2 * row + 1] = y;
  }
  const images = imagesBetween(box, positions, unwrapped);
  const isNear = images.a.every((a, row) => {
    const y = unwrapped[2 * row + 1] - positions[2 * row + 1] - images.b[row] * box.ly;
    const x = unwrapped[2 * row] - positions[2 * row] - a * box.lx - images.b[row] * box.xy;
    return Math.abs(x) <= FARTHEST_RELAXED * box.lx && Math.abs(y) <= FARTHEST_RELAXED * box.ly;
  });
  return isNear ? images : null;
}

/**
 * The columns of a file (LAMMPS's names) that say where particles are, beside their positions, as they are after the
 * positions were relaxed and wrapped: image flags ix, iy, unwrapped coordinates xu, yu, and those in units of the box,
 * xs, ys and xsu, ysu, are computed again, so that x + ix·lx + iy·xy goes on from where the file had the particle; those
 * that cannot be, and further third coordinates, are left out. `restated` and `dropped` name what has changed.
 */
export function restatedColumns(given: Given): { columns: ParticleColumn[]; restated: string[]; dropped: string[] } {
  const { columns, box, positions } = given;
  const { positions: wrapped, images: added } = wrappedWithImages(box, positions);
  const own = imagesOf(given);
  const at = (kind: 'wrapped' | 'unwrapped', axis: 0 | 1, row: number) => {
    const [a, b] = kind === 'wrapped' || own === null ? [0, 0] : [own.a[row] + added.a[row], own.b[row] + added.b[row]];
    return wrapped[2 * row + axis] + (axis === 1 ? b * box.ly : a * box.lx + b * box.xy);
  };
  const fraction = (kind: 'wrapped' | 'unwrapped', axis: 0 | 1, row: number) => {
    const y = at(kind, 1, row) / box.ly;
    return axis === 1 ? y : (at(kind, 0, row) - box.xy * y) / box.lx;
  };
  const made = (values: (row: number) => number) => Float64Array.from(added.a, (_, row) => values(row));
  const restate: Readonly<Record<string, () => Float64Array | null>> = {
    ix: () => own && made((row) => own.a[row] + added.a[row]),
    iy: () => own && made((row) => own.b[row] + added.b[row]),
    xu: () => own && made((row) => at('unwrapped', 0, row)),
    yu: () => own && made((row) => at('unwrapped', 1, row)),
    xs: () => made((row) => fraction('wrapped', 0, row)),
    ys: () => made((row) => fraction('wrapped', 1, row)),
    xsu: () => own && made((row) => fraction('unwrapped', 0, row)),
    ysu: () => own && made((row) => fraction('unwrapped', 1, row)),
  };
  const [kept, restated, dropped]: [ParticleColumn[], string[], string[]] = [[], [], []];
  for (const column of columns) {
    const { name, values, labels } = column;
    const isPlace = Object.hasOwn(restate, name) && labels === undefined;
    const now = isPlace ? restate[name]() : values;
    if (now === null || HEIGHTS.test(name) || (name === 'iz' && values.some((value) => value !== 0))) {
      dropped.push(name);
      continue;
    }
    if (isPlace && now.some((value, row) => value !== values[row])) restated.push(name);
    kept.push(isPlace ? { name, values: now } : column);
  }
  return { columns: kept, restated, dropped };
}
