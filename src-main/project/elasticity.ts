import type { Report } from '../../native-workers/analysis/report.ts';
import { checkSeal, seal } from './seal.ts';
import type { Connection } from './sqlite.ts';

/** Moduli of a sample and the verdict on its lowest mode, for tables and filters; the report has the rest. */
export interface ElasticityNumbers {
  /** Mean, minimum and maximum of G(θ), ε/σ²; null for an unstable sample. */
  shear: number | null;
  shearMin: number | null;
  shearMax: number | null;
  /** Mean of G(θ) with the key-core string pinned. */
  pinnedShear: number | null;
  bulk: number | null;
  /** (max − min of G) / pinned mean. */
  relativeAnisotropy: number | null;
  /** N·PR of the lowest mode. */
  participants: number;
  /** First transverse phonon. */
  omegaT: number | null;
  /** 1: the lowest mode is a QLM; 0: it is not; null: that could not be decided. */
  isQlm: number | null;
}

type ElasticityRow = ElasticityNumbers & { sample: number; crc32: number };

const NAMES = [
  ...['shear', 'shearMin', 'shearMax', 'pinnedShear', 'bulk', 'relativeAnisotropy', 'participants', 'omegaT', 'isQlm'],
];
const COLUMNS = ['sample', ...NAMES, 'crc32'];
const INSERT = `INSERT INTO elasticity (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
const SELECT = `SELECT ${COLUMNS.join(', ')} FROM elasticity`;

/** Stores the numbers of a report that has them; one of an older Keycore has none. */
export function insertElasticity({ db }: Connection, sample: number, { elasticity, qlm }: Report): void {
  if (elasticity === undefined || qlm === undefined) return;
  const { shear, pinnedShear, bulk, relativeAnisotropy } = elasticity;
  const { participants, omegaT, isQlm } = qlm;
  const numbers: ElasticityNumbers = {
    ...{ shear: shear?.mean ?? null, shearMin: shear?.min ?? null, shearMax: shear?.max ?? null },
    ...{ pinnedShear: pinnedShear?.mean ?? null, bulk, relativeAnisotropy, participants, omegaT },
    isQlm: isQlm === null ? null : Number(isQlm),
  };
  db.prepare(INSERT).run(seal({ sample, ...numbers }));
}

function checked(connection: Connection, row: ElasticityRow): ElasticityNumbers {
  checkSeal(connection, `sample ${row.sample}, elasticity`, { ...row });
  const { shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm } = row;
  return { shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm };
}

/** Those of one sample; null where an older Keycore stored it. */
export function readElasticity(connection: Connection, sample: number): ElasticityNumbers | null {
  const row = connection.db.prepare<[number], ElasticityRow>(`${SELECT} WHERE sample = ?`).get(sample);
  return row === undefined ? null : checked(connection, row);
}

/** Those of all samples that have them, by sample number. */
export function listElasticity(connection: Connection): Map<number, ElasticityNumbers> {
  const rows = connection.db.prepare<[], ElasticityRow>(SELECT).all();
  return new Map(rows.map((row) => [row.sample, checked(connection, row)]));
}
