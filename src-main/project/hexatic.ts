import { bondOrder } from '../../native-workers/analysis/order/bond-order.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { deletionOf } from './deletions.ts';
import { readField } from './fields.ts';
import { countRows, miscountedSamples } from './optional-rows.ts';
import { readNumbers } from './sample-numbers.ts';
import { SealedTable } from './sealed-table.ts';
import { damagedRow, type Connection } from './sqlite.ts';

/** Bond-orientational order of a sample, for tables and filters. */
export interface HexaticNumbers {
  /** |⟨ψ6⟩| */
  psi6: number;
  /** ⟨|ψ6|⟩ */
  meanPsi6: number;
}

/** Above, the tessellation would delay storing the sample: 5 µs a particle. */
const MOST_PARTICLES = 20_000;

const HEXATIC = new SealedTable<HexaticNumbers & { sample: number }>('hexatic', 'sample, psi6, meanPsi6');

/** The order of a structure; null for a large one and for one that has no tessellation. */
export function hexaticOf(box: Box, positions: Float64Array): HexaticNumbers | null {
  if (positions.length > 2 * MOST_PARTICLES) return null;
  try {
    const { global: psi6, meanLocal: meanPsi6 } = bondOrder(periodicVoronoi(box, positions));
    return Number.isFinite(psi6) && Number.isFinite(meanPsi6) ? { psi6, meanPsi6 } : null;
  } catch (error) {
    // Particles on top of each other: a sample all the same.
    if (error instanceof BadInput) return null;
    throw error;
  }
}

/** Stores the order of a sample that has none yet. Runs inside the caller's transaction. */
export function insertHexatic(connection: Connection, sample: number, numbers: HexaticNumbers | null): void {
  if (numbers === null) return;
  HEXATIC.insert(connection, { sample, ...numbers });
  countRows(connection, 'hexatic', sample, 1);
}

function again(connection: Connection, sample: number) {
  const { lx, ly, xy } = readNumbers(connection, sample);
  const { data } = readField(connection, sample, 'positions');
  if (!(data instanceof Float64Array)) throw damagedRow(connection, `sample ${sample}`, 'its positions are no numbers');
  return hexaticOf({ lx, ly, xy }, data);
}

/**
 * Order of all samples that have it, by number, deleted ones included. What is lost or damaged is worked out again from
 * the structure.
 */
export function listHexatic(connection: Connection): Map<number, HexaticNumbers> {
  const lost = new Set(miscountedSamples(connection, 'hexatic'));
  const found = new Map<number, HexaticNumbers>();
  for (const row of HEXATIC.rows(connection, '')) {
    if (!HEXATIC.isWhole(row)) lost.add(row.sample);
    else found.set(row.sample, { psi6: row.psi6, meanPsi6: row.meanPsi6 });
  }
  for (const sample of lost) {
    found.delete(sample);
    const numbers = deletionOf(connection, sample) === undefined ? again(connection, sample) : null;
    if (numbers !== null) found.set(sample, numbers);
  }
  return found;
}
