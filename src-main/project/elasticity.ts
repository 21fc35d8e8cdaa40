import { z } from 'zod';
import type { Report } from '../../native-workers/analysis/report.ts';
import { countRows, miscounts, storedCount, storedCounts } from './optional-rows.ts';
import { documentChecksum, rowChecksum, seal } from './seal.ts';
import { damagedRow } from './sqlite.ts';
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

interface DocumentRow {
  frame: string | null;
  report: string;
  documentCrc32: number;
}

type ElasticityRow = ElasticityNumbers & { sample: number; crc32: number };

const NAMES = [
  ...['shear', 'shearMin', 'shearMax', 'pinnedShear', 'bulk', 'relativeAnisotropy', 'participants', 'omegaT', 'isQlm'],
];
const COLUMNS = ['sample', ...NAMES, 'crc32'];
const REPLACE = `INSERT OR REPLACE INTO elasticity (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
const SELECT_DOCUMENT = 'SELECT frame, report, documentCrc32 FROM sample WHERE number = ?';
const SELECT = `SELECT ${COLUMNS.join(', ')} FROM elasticity`;

/** The part of a report from which the numbers come; in a report of an older Keycore neither is there. */
const sourceSchema = z.object({
  elasticity: z
    .object({
      shear: z.object({ mean: z.number(), min: z.number(), max: z.number() }).nullable(),
      pinnedShear: z.object({ mean: z.number() }).nullable(),
      bulk: z.number().nullable(),
      relativeAnisotropy: z.number().nullable(),
    })
    .optional(),
  qlm: z.object({ participants: z.number(), omegaT: z.number().nullable(), isQlm: z.boolean().nullable() }).optional(),
});

/** The numbers of a report; null for one of an older Keycore, which has none. */
export function elasticityOf({ elasticity, qlm }: z.infer<typeof sourceSchema>): ElasticityNumbers | null {
  if (elasticity === undefined || qlm === undefined) return null;
  const { shear, pinnedShear, bulk, relativeAnisotropy } = elasticity;
  const { participants, omegaT, isQlm } = qlm;
  return {
    ...{ shear: shear?.mean ?? null, shearMin: shear?.min ?? null, shearMax: shear?.max ?? null },
    ...{ pinnedShear: pinnedShear?.mean ?? null, bulk, relativeAnisotropy, participants, omegaT },
    isQlm: isQlm === null ? null : Number(isQlm),
  };
}

/** The numbers of a report as it is stored, whose checksum has been found right. */
export function elasticityInReport(text: string): ElasticityNumbers | null {
  return elasticityOf(sourceSchema.parse(JSON.parse(text)));
}

/** Puts the numbers of a sample in the place of those that are there, if any; the caller counts the row. */
export function writeElasticity({ db }: Pick<Connection, 'db'>, sample: number, numbers: ElasticityNumbers): void {
  db.prepare(REPLACE).run(seal({ sample, ...numbers }));
}

/** Stores the numbers of a report that has them; one of an older Keycore has none. */
export function insertElasticity(connection: Connection, sample: number, report: Report): void {
  const numbers = elasticityOf(report);
  if (numbers === null) return;
  writeElasticity(connection, sample, numbers);
  countRows(connection, 'elasticity', sample, 1);
}

/** The numbers of a sample as its sealed report has them: they outlive the loss of their row. */
function fromReport(connection: Connection, sample: number): ElasticityNumbers {
  const row = connection.db.prepare<[number], DocumentRow>(SELECT_DOCUMENT).get(sample);
  const where = `sample ${sample}, report`;
  if (row === undefined || documentChecksum(row.frame, row.report) !== row.documentCrc32)
    throw damagedRow(connection, where, 'its checksum does not match');
  const numbers = elasticityInReport(row.report);
  if (numbers === null) throw damagedRow(connection, `sample ${sample}`, '1 row of elasticity is there too many');
  return numbers;
}

function numbersOf({ shear, shearMin, shearMax, pinnedShear, bulk, ...row }: ElasticityRow): ElasticityNumbers {
  const { relativeAnisotropy, participants, omegaT, isQlm } = row;
  return { shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm };
}

function isWhole(row: ElasticityRow | undefined): row is ElasticityRow {
  return row !== undefined && row.crc32 === rowChecksum({ ...row });
}

/**
 * Those of one sample; null where an older Keycore stored it. Where their row is lost or damaged they come from the
 * report; throws the error that names it if that is damaged, too.
 */
export function readElasticity(connection: Connection, sample: number): ElasticityNumbers | null {
  const row = connection.db.prepare<[number], ElasticityRow>(`${SELECT} WHERE sample = ?`).get(sample);
  const stored = storedCount(connection, 'elasticity', sample);
  if (row === undefined && stored === 0) return null;
  return stored === 1 && isWhole(row) ? numbersOf(row) : fromReport(connection, sample);
}

/** Those of all samples that have them, by sample number. */
export function listElasticity(connection: Connection): Map<number, ElasticityNumbers> {
  const rows = new Map(
    connection.db
      .prepare<[], ElasticityRow>(SELECT)
      .all()
      .map((row) => [row.sample, row]),
  );
  const stored = storedCounts(connection, 'elasticity');
  const found = new Map<number, ElasticityNumbers>();
  for (const sample of new Set([...rows.keys(), ...stored.keys()])) {
    if (sample === null) throw damagedRow(connection, 'the whole project', 'a count of elasticity names no sample');
    const row = rows.get(sample);
    found.set(sample, stored.get(sample) === 1 && isWhole(row) ? numbersOf(row) : fromReport(connection, sample));
  }
  return found;
}

/** Samples whose row is lost, damaged, or not counted, ascending. */
export function lostElasticity(connection: Connection): number[] {
  const rows = connection.db.prepare<[], ElasticityRow>(SELECT).all();
  const damaged = rows.filter((row) => !isWhole(row)).map(({ sample }) => sample);
  const lost = miscounts(connection, 'elasticity').flatMap(({ sample }) => (sample === null ? [] : [sample]));
  return [...new Set([...damaged, ...lost])].sort((a, b) => a - b);
}

/** Writes the row of a sample again, from its report. Runs inside the caller's transaction. */
export function rebuildElasticity(connection: Connection, sample: number): void {
  writeElasticity(connection, sample, fromReport(connection, sample));
  countRows(connection, 'elasticity', sample, 1 - storedCount(connection, 'elasticity', sample));
}
