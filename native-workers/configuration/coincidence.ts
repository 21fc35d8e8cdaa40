import { inLargePages } from '../large-pages.ts';
import { type Box, nearestImage } from './configuration.ts';

/** Two particles closer than this, in units of the mean spacing √(lx·ly/N), stand on one spot. */
const ONE_SPOT_PER_SPACING = 1e-9;
/** Side of a hash cell in units of that tolerance: few particles lie across an edge, few fit into one cell. */
const CELL_PER_TOLERANCE = 16;

/** A multiplicative hash of two cell coordinates (each below 2⁵³) to 32 bits. */
function hashOf(column: number, row: number) {
  const low = Math.imul(column >>> 0, 0x9e3779b1) ^ Math.imul((column / 4294967296) >>> 0, 0x85ebca6b);
  const high = Math.imul(row >>> 0, 0xc2b2ae35) ^ Math.imul((row / 4294967296) >>> 0, 0x27d4eb2f);
  let mixed = low ^ ((high << 13) | (high >>> 19));
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** First cell within `reach` of a position and how many there are, periodic: never more than there are cells. */
function neighbourhood(position: number, reach: number, cells: number): [number, number] {
  if (cells === 1) return [0, 1];
  const before = Math.floor(position - reach);
  return [(before + cells) % cells, Math.min(Math.floor(position + reach) - before + 1, cells)];
}

/** Comparisons per particle after which a grid is given up: its cells hold about one each, unless particles crowd. */
const MOST_COMPARISONS = 16;

/**
 * The same by a grid of about one particle a cell, which touches little memory; undefined where particles crowd into
 * few cells.
 */
function findInGrid({ lx, ly, xy }: Box, positions: Float64Array, tolerance: number) {
  const count = positions.length / 2;
  const wide = Math.sqrt((count * lx) / ly);
  const columns = Math.max(1, Math.min(count, Math.round(wide)));
  const rows = Math.max(1, Math.floor(count / columns));
  // A tolerance in cells, twice: positions far from the box are rounded.
  const reachX = ((2 * tolerance * Math.hypot(1, xy / ly)) / lx) * columns;
  const reachY = ((2 * tolerance) / ly) * rows;
  const heads = inLargePages(new Int32Array(columns * rows)).fill(-1);
  const following = inLargePages(new Int32Array(count));
  const box = { lx, ly, xy };
  let comparisons = MOST_COMPARISONS * count;
  for (let i = 0; i < count; i += 1) {
    const x = positions[2 * i];
    const y = positions[2 * i + 1];
    const fractionY = y / ly;
    const fractionX = (x - xy * fractionY) / lx;
    const column = (fractionX - Math.floor(fractionX)) * columns;
    const row = (fractionY - Math.floor(fractionY)) * rows;
    const lastColumn = Math.floor(column + reachX);
    const lastRow = Math.floor(row + reachY);
    for (let r = Math.floor(row - reachY); r <= lastRow; r += 1) {
      const start = (r < 0 ? r + rows : r >= rows ? r - rows : r) * columns;
      for (let c = Math.floor(column - reachX); c <= lastColumn; c += 1) {
        const cell = start + (c < 0 ? c + columns : c >= columns ? c - columns : c);
        for (let j = heads[cell]; j >= 0; j = following[j]) {
          comparisons -= 1;
          const dy = y - positions[2 * j + 1];
          if (Math.abs(dy - ly * Math.round(dy / ly)) > tolerance) continue;
          if (Math.hypot(...nearestImage(box, x - positions[2 * j], dy)) <= tolerance) return { i, j };
        }
      }
    }
    if (comparisons < 0) return undefined;
    // A tiny negative fraction rounds to the number of cells: the first one again.
    const own = (Math.floor(row) % rows) * columns + (Math.floor(column) % columns);
    following[i] = heads[own];
    heads[own] = i;
  }
  return null;
}

/**
 * A pair of particles (row indices, i > j) whose periodic distance is at most `ONE_SPOT_PER_SPACING` of the mean
 * spacing, or null. Positions (x0, y0, ...) are relative to the box corner and need not be wrapped.
 *
 * O(N) for any arrangement: where particles crowd into a tiny part of the box, so that the cells of a grid hold too
 * many, the cells are a few tolerances wide, and a hash of those that are met takes the place of the grid.
 */
export function findCoincidence(box: Box, positions: Float64Array): { i: number; j: number } | null {
  const count = positions.length / 2;
  const tolerance = ONE_SPOT_PER_SPACING * Math.sqrt((box.lx * box.ly) / count);
  const found = findInGrid(box, positions, tolerance);
  return found === undefined ? findInHash(box, positions, tolerance) : found;
}

function findInHash(box: Box, positions: Float64Array, tolerance: number) {
  const count = positions.length / 2;
  // Cells divide the box in fractional coordinates, so that the last cell borders on the first.
  // A step of one tolerance changes the first one by up to `stretch` as much when the box is tilted.
  const stretch = Math.hypot(1, box.xy / box.ly);
  const columns = Math.max(1, Math.floor(Math.min(box.lx / (CELL_PER_TOLERANCE * tolerance * stretch), 2 ** 50)));
  const rows = Math.max(1, Math.floor(Math.min(box.ly / (CELL_PER_TOLERANCE * tolerance), 2 ** 50)));
  // What such a step can change the fractional coordinates by, in cells.
  const reachX = ((tolerance * stretch) / box.lx) * columns;
  const reachY = (tolerance / box.ly) * rows;

  let size = 1024;
  while (size < 2 * count) size *= 2;
  const heads = new Int32Array(size).fill(-1);
  const following = new Int32Array(count);

  for (let i = 0; i < count; i += 1) {
    const fractionY = positions[2 * i + 1] / box.ly;
    const fractionX = (positions[2 * i] - box.xy * fractionY) / box.lx;
    const column = (fractionX - Math.floor(fractionX)) * columns;
    const row = (fractionY - Math.floor(fractionY)) * rows;
    const [firstColumn, columnSpan] = neighbourhood(column, reachX, columns);
    const [firstRow, rowSpan] = neighbourhood(row, reachY, rows);
    for (let c = 0; c < columnSpan; c += 1) {
      for (let r = 0; r < rowSpan; r += 1) {
        const slot = hashOf((firstColumn + c) % columns, (firstRow + r) % rows) & (size - 1);
        for (let j = heads[slot]; j >= 0; j = following[j]) {
          const [dx, dy] = [positions[2 * i] - positions[2 * j], positions[2 * i + 1] - positions[2 * j + 1]];
          if (Math.hypot(...nearestImage(box, dx, dy)) <= tolerance) return { i, j };
        }
      }
    }
    // fraction − floor(fraction) of a tiny negative number rounds to 1: the first cell again.
    const slot = hashOf(Math.floor(column) % columns, Math.floor(row) % rows) & (size - 1);
    following[i] = heads[slot];
    heads[slot] = i;
  }
  return null;
}
