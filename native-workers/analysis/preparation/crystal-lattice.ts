import { BadInput } from '../../text/bad-input.ts';
import type { Box } from '../../configuration/configuration.ts';
import type { CrystalSettings } from './protocol-settings.ts';

/** A triangular lattice in a rectangle that it fits: rows along x, every second one shifted by half a spacing. */
export interface TriangularLattice {
  columns: number;
  /** Even. */
  rows: number;
  /** Distance of nearest neighbours, σ. */
  spacing: number;
  box: Box;
}

/** Height of a row of the triangular lattice in units of its spacing. */
const ROW_HEIGHT = Math.sqrt(3) / 2;
/** Sites unless a number of particles is given: nearly square, 32 : 31.2. */
const DEFAULT_COLUMNS = 32;
const DEFAULT_ROWS = 36;
/** lx/ly of a rectangle that is found for a number of particles, at most (or its inverse). */
const LARGEST_ASPECT = 1.5;
/** Relative departure of a given box from the lattice's that counts as rounding. */
const BOX_TOLERANCE = 1e-6;

type Shape = Pick<TriangularLattice, 'columns' | 'rows'>;

function aspect({ columns, rows }: Shape) {
  const ratio = columns / (rows * ROW_HEIGHT);
  return Math.max(ratio, 1 / ratio);
}

/** The most nearly square rectangle of so many sites with an even number of rows, if there is one. */
function squarest(sites: number) {
  const shapes: Shape[] = [];
  for (let rows = 4; rows * 4 <= sites; rows += 2) if (sites % rows === 0) shapes.push({ columns: sites / rows, rows });
  return shapes
    .filter((shape) => aspect(shape) <= LARGEST_ASPECT)
    .sort((a, b) => aspect(a) - aspect(b))
    .at(0);
}

function sitesFor(particles: number, vacancies: number) {
  const found = squarest(particles + vacancies);
  if (found !== undefined) return found;
  const fits: number[] = [];
  for (let off = 1; fits.length < 2 && off < particles; off++)
    for (const near of [particles - off, particles + off])
      if (near >= 16 && squarest(near + vacancies) !== undefined) fits.push(near);
  throw new BadInput(
    `${particles} particles and ${vacancies} vacancies are ${particles + vacancies} sites, which fill no nearly square ` +
      `rectangle with an even number of rows; ${fits.sort((a, b) => a - b).join(' or ')} particles do`,
    { field: 'particles' },
  );
}

/** Columns and rows as given, or such that `particles` and the vacancies fill them. */
function shapeOf(settings: CrystalSettings, particles: number | undefined) {
  const { columns, rows, vacancies } = settings;
  if (particles === undefined) return { columns: columns ?? DEFAULT_COLUMNS, rows: rows ?? DEFAULT_ROWS };
  const sites = particles + vacancies;
  if (columns === undefined && rows === undefined) return sitesFor(particles, vacancies);
  const shape = { columns: columns ?? sites / (rows ?? 1), rows: rows ?? sites / (columns ?? 1) };
  if (shape.columns * shape.rows !== sites || !Number.isInteger(shape.columns) || shape.rows % 2 !== 0)
    throw new BadInput(
      `${particles} particles and ${vacancies} vacancies are ${sites} sites, which do not fill ` +
        `${columns ?? 'any number of'} columns × ${rows ?? 'an even number of'} rows`,
      { field: 'particles' },
    );
  return shape;
}

/**
 * The lattice of a crystal. `density` counts the sites, so that vacancies dilute the crystal and do not widen it.
 * `box`, where given, must be the rectangle of that lattice: any other would strain it.
 * Throws `BadInput` where particles, vacancies, columns and rows, or the box and the lattice, do not fit together.
 */
export function latticeOf(
  settings: CrystalSettings,
  particles: number | undefined,
  density: number,
  box: readonly [number, number] | undefined,
): TriangularLattice {
  const { columns, rows } = shapeOf(settings, particles);
  if (settings.vacancies >= (columns * rows) / 4)
    throw new BadInput(
      `${settings.vacancies} of ${columns * rows} sites; a crystal lacks less than a quarter of them`,
      {
        field: 'crystal.vacancies',
      },
    );
  const spacing = box === undefined ? Math.sqrt(1 / (density * ROW_HEIGHT)) : box[0] / columns;
  const height = rows * ROW_HEIGHT * spacing;
  if (box !== undefined && Math.abs(box[1] / height - 1) > BOX_TOLERANCE)
    throw new BadInput(
      `${box[0]} × ${box[1]} strains a lattice of ${columns} columns × ${rows} rows; with lx = ${box[0]} it is ${height} high`,
      { field: 'box' },
    );
  return { columns, rows, spacing, box: { lx: columns * spacing, ly: height, xy: 0 } };
}

/** Every site, row by row from below, x0, y0, x1, …; a quarter of a cell off the corner. */
export function latticeSites({ columns, rows, spacing }: TriangularLattice): Float64Array {
  const positions = new Float64Array(2 * columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = 2 * (row * columns + column);
      positions[at] = (column + 0.25 + (row % 2) / 2) * spacing;
      positions[at + 1] = (row + 0.25) * ROW_HEIGHT * spacing;
    }
  return positions;
}
