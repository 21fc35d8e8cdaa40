import type { Report } from '../../native-workers/analysis/report/report.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { ELASTICITY_ROWS, type ElasticityNumbers } from './elasticity.ts';
import { checkSeal } from './seal.ts';
import type { Connection } from './sqlite.ts';
import { VERDICT_ROWS, type VerdictNumbers } from './verdict.ts';

/** The main numbers of a stored sample; units as in its report. */
export interface SampleNumbers {
  number: number;
  /** SHA-256 of model, box, species and position bits of the structure that was analysed: equal samples, equal hash. */
  contentHash: string;
  model: string;
  particles: number;
  lx: number;
  ly: number;
  xy: number;
  energyPerParticle: number;
  maxForce: number;
  zeroModes: number;
  negativeModes: number;
  /** 1 when the file was far from a minimum, else 0. */
  liquid: number;
  /** ω and participation ratio of the lowest mode; null when none was asked for. */
  lowestOmega: number | null;
  lowestPr: number | null;
  maxVibrability: number | null;
  meanVibrability: number | null;
  /** Particles in the core and in the key-core string, each the cluster at the maximum of Ψ. */
  coreSize: number;
  keyCoreSize: number;
  source: string;
  seed: string | null;
  version: string;
  variant: string;
  cutoffScheme: string;
  /** Wall time of all stages together. */
  wallSeconds: number;
  /** ISO 8601. */
  storedAt: string;
  /** Modes reported and fields stored. */
  modes: number;
  fields: number;
  /** Moduli and the older verdict on the lowest mode; null where an older Keycore stored the sample. */
  elasticity: ElasticityNumbers | null;
  /** Verdict on the lowest mode by phononShare; null where an older Keycore stored the sample. */
  verdict: VerdictNumbers | null;
}

/** The row without its two JSON texts; `documentCrc32` is their checksum. */
export type NumbersRow = Omit<SampleNumbers, 'elasticity' | 'verdict'> & { documentCrc32: number; crc32: number };

/** Columns of the row, in the order of the schema. */
export const NUMBERS_COLUMNS = [
  'number',
  'contentHash',
  'model',
  'particles',
  'lx',
  'ly',
  'xy',
  'energyPerParticle',
  'maxForce',
  'zeroModes',
  'negativeModes',
  'liquid',
  'lowestOmega',
  'lowestPr',
  'maxVibrability',
  'meanVibrability',
  'coreSize',
  'keyCoreSize',
  'source',
  'seed',
  'version',
  'variant',
  'cutoffScheme',
  'wallSeconds',
  'storedAt',
  'modes',
  'fields',
  'documentCrc32',
  'crc32',
];
const SELECT = `SELECT ${NUMBERS_COLUMNS.join(', ')} FROM sample`;
const SELECT_RANGE = 'SELECT count(*) AS count, min(number) AS first, max(number) AS last FROM sample';

/** The stated total, or the sum of the stages where none is stated. */
function wholeTime(wallSeconds: Record<string, number>): number {
  return wallSeconds['total'] ?? Object.values(wallSeconds).reduce((sum, seconds) => sum + seconds, 0);
}

/** The numbers of a report that are columns. */
export function numbersOf(report: Report) {
  const { sample, modes, vibrability, core, keyCore, provenance } = report;
  const lowest = modes.at(0);
  return {
    model: sample.model,
    particles: sample.n,
    lx: sample.box[0],
    ly: sample.box[1],
    xy: sample.box[2],
    energyPerParticle: sample.energyPerParticle,
    maxForce: sample.maxForce,
    zeroModes: sample.zeroModes,
    negativeModes: sample.negativeModes,
    liquid: sample.liquid ? 1 : 0,
    lowestOmega: lowest?.omega ?? null,
    lowestPr: lowest?.pr ?? null,
    maxVibrability: vibrability.max,
    meanVibrability: vibrability.mean,
    coreSize: core.clusterIds.length,
    keyCoreSize: keyCore.stringIds.length,
    source: provenance.source,
    seed: provenance.seed,
    version: provenance.version,
    variant: provenance.variant,
    cutoffScheme: provenance.cutoffScheme,
    wallSeconds: wholeTime(provenance.wallSeconds),
    modes: modes.length,
  };
}

/** The numbers only, once the row is found whole. */
function checkRow(connection: Connection, row: NumbersRow): Omit<SampleNumbers, 'elasticity' | 'verdict'> {
  checkSeal(connection, `sample ${row.number}`, { ...row });
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name !== 'documentCrc32' && name !== 'crc32'),
  ) as unknown as Omit<SampleNumbers, 'elasticity' | 'verdict'>;
}

/** The numbers of a row, once it is found whole, with those of its elasticity and verdict. */
export function checkNumbers(connection: Connection, row: NumbersRow): SampleNumbers {
  const { number } = row;
  return {
    ...checkRow(connection, row),
    elasticity: ELASTICITY_ROWS.read(connection, number),
    verdict: VERDICT_ROWS.read(connection, number),
  };
}

/** Main numbers of all stored samples, by number. */
export function listSamples(connection: Connection): SampleNumbers[] {
  const rows = connection.db.prepare<[], NumbersRow>(`${SELECT} ORDER BY number`).all();
  const elasticity = ELASTICITY_ROWS.list(connection);
  const verdicts = VERDICT_ROWS.list(connection);
  return rows.map((row) => ({
    ...checkRow(connection, row),
    elasticity: elasticity.get(row.number) ?? null,
    verdict: verdicts.get(row.number) ?? null,
  }));
}

/** Numbers of all stored samples, ascending. */
export function sampleNumbers({ db }: Connection): number[] {
  return db.prepare<[], number>('SELECT number FROM sample ORDER BY number').pluck().all();
}

export function countSamples({ db }: Connection): number {
  return db.prepare<[], { count: number }>('SELECT count(*) AS count FROM sample').get()?.count ?? 0;
}

/** Row of a sample, unchecked; undefined when no result is stored under that number. */
export function findRow({ db }: Connection, number: number): NumbersRow | undefined {
  return db.prepare<[number], NumbersRow>(`${SELECT} WHERE number = ?`).get(number);
}

/** Row of a sample, unchecked; throws `BadInput` naming the numbers there are. */
export function readRow(connection: Connection, number: number): NumbersRow {
  const row = findRow(connection, number);
  if (row !== undefined) return row;
  const range = connection.db.prepare<[], { count: number; first: number; last: number }>(SELECT_RANGE).get();
  const there =
    range === undefined || range.count === 0
      ? 'no sample is stored yet'
      : `${range.count} are stored, numbers ${range.first} to ${range.last}`;
  throw new BadInput(`there is no sample ${number}: ${there}`, { file: connection.path });
}

/** Main numbers of one sample. */
export function readNumbers(connection: Connection, number: number): SampleNumbers {
  return checkNumbers(connection, readRow(connection, number));
}
