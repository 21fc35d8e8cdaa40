import type { Report } from '../../native-workers/analysis/report/report.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { deletedText, deletionOf, isPresent } from './deletions.ts';
import { ELASTICITY_ROWS, type ElasticityNumbers } from './elasticity.ts';
import { ALLOTMENTS } from './jobs.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { damagedRow, firstColumn, type Connection } from './sqlite.ts';
import { VERDICT_ROWS, type VerdictNumbers } from './verdict.ts';

/** The main numbers of a stored sample; units as in its report. */
export interface SampleNumbers extends ReturnType<typeof numbersOf> {
  number: number;
  /** SHA-256 of model, box, species and position bits of the structure that was analysed: equal samples, equal hash. */
  contentHash: string;
  /** ISO 8601. */
  storedAt: string;
  /** How many are stored. */
  fields: number;
  /** Job that the sample belongs to, and its index there, from 0. */
  job: number;
  position: number;
  /** Moduli and the older verdict on the lowest mode; null where an older Keycore stored the sample. */
  elasticity: ElasticityNumbers | null;
  /** Verdict on the lowest mode by phononShare; null where an older Keycore stored the sample. */
  verdict: VerdictNumbers | null;
}

/** What of a sample the tables of its reports need to know. */
export type SizedSample = Pick<SampleNumbers, 'number' | 'particles'>;

/** The row without its two JSON texts; `documentCrc32` is their checksum. */
type NumbersRow = Omit<SampleNumbers, 'elasticity' | 'verdict' | 'job' | 'position'> & { documentCrc32: number };

export const SAMPLES = new SealedTable<NumbersRow>(
  'sample',
  'number, contentHash, model, particles, lx, ly, xy, energyPerParticle, maxForce, zeroModes, negativeModes, liquid, ' +
    'lowestOmega, lowestPr, maxVibrability, meanVibrability, coreSize, keyCoreSize, source, seed, version, variant, ' +
    'cutoffScheme, wallSeconds, storedAt, modes, fields, documentCrc32',
);

const SELECT_RANGE = 'SELECT count(*) AS count, min(number) AS first, max(number) AS last FROM presentSample';

/** The stated total, or the sum of the stages where none is stated. */
function wholeTime(wallSeconds: Record<string, number>) {
  return wallSeconds['total'] ?? Object.values(wallSeconds).reduce((sum, seconds) => sum + seconds, 0);
}

/** The numbers of a report that are columns. */
export function numbersOf({ sample, modes, vibrability, core, keyCore, provenance }: Report) {
  const { model, n: particles, energyPerParticle, maxForce, zeroModes, negativeModes } = sample;
  const [lx, ly, xy] = sample.box;
  const { source, seed, version, variant, cutoffScheme } = provenance;
  const lowest = modes.at(0);
  return {
    model,
    particles,
    lx,
    ly,
    xy,
    energyPerParticle,
    maxForce,
    zeroModes,
    negativeModes,
    /** 1 when the file was far from a minimum, else 0. */
    liquid: sample.liquid ? 1 : 0,
    /** ω and participation ratio of the lowest mode; null when none was asked for. */
    lowestOmega: lowest?.omega ?? null,
    lowestPr: lowest?.pr ?? null,
    maxVibrability: vibrability.max,
    meanVibrability: vibrability.mean,
    /** Particles in the core and in the key-core string, each the cluster at the maximum of Ψ. */
    coreSize: core.clusterIds.length,
    keyCoreSize: keyCore.stringIds.length,
    source,
    seed,
    version,
    variant,
    cutoffScheme,
    /** Wall time of all stages together. */
    wallSeconds: wholeTime(provenance.wallSeconds),
    /** Modes reported. */
    modes: modes.length,
  };
}

/** The numbers only, once the row is found whole. */
function checkRow(connection: Connection, row: Sealed<NumbersRow>) {
  const checked = SAMPLES.checked(connection, `sample ${row.number}`, row);
  const numbers = Object.entries(checked).filter(([name]) => name !== 'documentCrc32');
  return Object.fromEntries(numbers) as unknown as Omit<NumbersRow, 'documentCrc32'>;
}

/** Job and index of a sample number, by its row. */
function checkedPlace(
  connection: Connection,
  number: number,
  row = ALLOTMENTS.rows(connection, 'WHERE number = ?', number).at(0),
) {
  if (row === undefined) throw damagedRow(connection, `sample ${number}`, 'its number is allotted to no job');
  const { job, position } = ALLOTMENTS.checked(connection, `sample number ${number}`, row);
  return { job, position };
}

/** Main numbers of all stored samples that are not deleted, by number. */
export function listSamples(connection: Connection): SampleNumbers[] {
  const rows = SAMPLES.rows(connection, `WHERE ${isPresent(connection, 'number')} ORDER BY number`);
  const places = new Map(ALLOTMENTS.rows(connection, '').map((row) => [row.number, row]));
  const elasticity = ELASTICITY_ROWS.list(connection);
  const verdicts = VERDICT_ROWS.list(connection);
  return rows.map((row) => ({
    ...checkRow(connection, row),
    ...checkedPlace(connection, row.number, places.get(row.number)),
    elasticity: elasticity.get(row.number) ?? null,
    verdict: verdicts.get(row.number) ?? null,
  }));
}

/** Numbers of all stored samples that are not deleted, ascending. */
export function sampleNumbers(connection: Connection): number[] {
  return firstColumn(connection, `SELECT number FROM sample WHERE ${isPresent(connection, 'number')} ORDER BY number`);
}

export function countSamples(connection: Connection): number {
  return firstColumn<number>(connection, `SELECT count(*) FROM sample WHERE ${isPresent(connection, 'number')}`)[0];
}

/** Whether a result is stored under a number and not deleted; does not look at it. */
export function hasSample(connection: Connection, number: number): boolean {
  const query = `SELECT 1 FROM sample WHERE number = ? AND ${isPresent(connection, 'number')}`;
  return connection.db.prepare(query).get(number) !== undefined;
}

/** Row of a sample, unchecked; throws `BadInput` naming the numbers there are. */
function readRow(connection: Connection, number: number) {
  const row = SAMPLES.rows(connection, `WHERE number = ? AND ${isPresent(connection, 'number')}`, number).at(0);
  if (row !== undefined) return row;
  const deleted = deletionOf(connection, number);
  if (deleted !== undefined) throw new BadInput(deletedText(deleted), { file: connection.path });
  const range = connection.db.prepare<[], { count: number; first: number; last: number }>(SELECT_RANGE).get();
  const there =
    range === undefined || range.count === 0
      ? 'no sample is stored yet'
      : `${range.count} are stored, numbers ${range.first} to ${range.last}`;
  throw new BadInput(`there is no sample ${number}: ${there}`, { file: connection.path });
}

/** Main numbers of one sample. */
export function readNumbers(connection: Connection, number: number): SampleNumbers {
  return {
    ...checkRow(connection, readRow(connection, number)),
    ...checkedPlace(connection, number),
    elasticity: ELASTICITY_ROWS.read(connection, number),
    verdict: VERDICT_ROWS.read(connection, number),
  };
}
