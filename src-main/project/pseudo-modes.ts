import { pseudoModesReportSchema } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import type {
  PseudoModesFields,
  PseudoModesReport,
} from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { arrayToBlob } from './array-blob.ts';
import { canonicalJson } from './configuration-json.ts';
import { keptReports } from './kept-reports.ts';
import type { KeptReport } from './kept-reports.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { rowChecksum } from './seal.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';
import { vectorsOfRow } from './vector-blob.ts';

/** A search for pseudo-harmonic modes and when it was stored. */
export interface StoredPseudoModes {
  /** Number of the search in its project. */
  search: number;
  /** ISO 8601. */
  storedAt: string;
  report: PseudoModesReport;
}

interface ModeRow {
  search: number;
  position: number;
  crc32: number;
  data: Uint8Array;
}

const KEPT = keptReports('pseudoSearch', 'pseudo-harmonic modes', pseudoModesReportSchema, ['modes']);
const INSERT_MODE = 'INSERT INTO pseudoMode (search, position, crc32, data) VALUES (@search, @position, @crc32, @data)';
const SELECT_SEARCH = 'SELECT id FROM pseudoSearch WHERE sample = ? AND id = ?';
const SELECT_MODE = 'SELECT search, position, crc32, data FROM pseudoMode WHERE search = ? AND position = ?';

/**
 * Stores a search and the displacements of its modes, unless one of the same settings and version is there already:
 * then that one stays and false is given. TypeError for a search in another structure.
 * `storedAt`: of a search that is copied.
 */
export function insertPseudoModes(
  connection: Connection,
  sample: Pick<SampleNumbers, 'number' | 'contentHash' | 'particles'>,
  given: PseudoModesReport,
  { displacements }: PseudoModesFields,
  storedAt = new Date().toISOString(),
): boolean {
  const report = pseudoModesReportSchema.parse(given);
  const { provenance, modes } = report;
  const width = 2 * sample.particles;
  if (provenance.configurationHash !== sample.contentHash || displacements.length !== width * modes.length)
    throw new TypeError(`pseudo-harmonic modes: these are not of sample ${sample.number}`);
  const { version, variant, wallSeconds } = provenance;
  const search = KEPT.insert(
    connection,
    {
      ...{ sample: sample.number, version, variant, wallSeconds: wallSeconds['total'] ?? 0, storedAt },
      ...{ settings: canonicalJson({ ...provenance.settings }), own: { modes: modes.length } },
    },
    report,
  );
  if (search === null) return false;
  const insert = connection.db.prepare(INSERT_MODE);
  for (let position = 0; position < modes.length; position++) {
    const data = arrayToBlob(displacements.subarray(position * width, (position + 1) * width));
    insert.run({ search, position, crc32: rowChecksum({ search, position }, data), data });
  }
  countRows(connection, 'pseudoMode', sample.number, modes.length);
  return true;
}

function asStored({ id, storedAt, report }: KeptReport<PseudoModesReport>): StoredPseudoModes {
  return { search: id, storedAt, report };
}

/** All searches in a sample, oldest first. Throws the error that names a damaged row. */
export function listPseudoModes(connection: Connection, sample: number): StoredPseudoModes[] {
  return KEPT.list(connection, sample).map(asStored);
}

/** The search in a sample that was stored last, or null. */
export function lastPseudoModes(connection: Connection, sample: number): StoredPseudoModes | null {
  const kept = KEPT.last(connection, sample);
  return kept === null ? null : asStored(kept);
}

/**
 * Displacement z of one mode of a search in a sample of `particles` particles, 2N, in memory of its own; null where
 * there is no such search of that sample, or no such mode in it. Throws the error that names a damaged row.
 */
export function readPseudoMode(
  connection: Connection,
  sample: Pick<SampleNumbers, 'number' | 'particles'>,
  search: number,
  position: number,
): Float64Array | null {
  for (const kind of ['pseudoSearch', 'pseudoMode'] as const) checkCount(connection, kind, sample.number);
  if (connection.db.prepare(SELECT_SEARCH).get(sample.number, search) === undefined) return null;
  const row = connection.db.prepare<[number, number], ModeRow>(SELECT_MODE).get(search, position);
  if (row === undefined) return null;
  const { data, ...numbers } = row;
  const where = `pseudo-harmonic mode ${position} of search ${search}`;
  return vectorsOfRow(connection, where, { ...numbers }, data, sample.particles);
}
