import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { mechanicsAnalysis } from '../../native-workers/analyses/mechanics/mechanics-analysis.ts';
import { pseudoModesAnalysis } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-analysis.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import { canonicalJson, type JsonValue } from '../../src-main/project/configuration-json.ts';
import type { Project } from '../../src-main/project/project.ts';
import { listReports, readReportArrays } from '../unit/project-lists.ts';

/** The rows of a table as a summary holds them. */
export interface TableSummary {
  columns: string[];
  rows: number;
  /** SHA-256 of the rows as JSON, each a list of the columns, blobs in hexadecimal digits; sorted as text. */
  sha256: string;
}

function hashOfRows(db: Database.Database, table: string, columns: readonly string[]): TableSummary {
  const rows = db
    .prepare<[], unknown[]>(`SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM main."${table}"`)
    .raw()
    .all()
    .map((row) => JSON.stringify(row.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : value))))
    .sort();
  const sha256 = createHash('sha256').update(rows.join('\n')).digest('hex');
  return { columns: [...columns], rows: rows.length, sha256 };
}

/**
 * Summary of every table of a project file, read past Keycore.
 * @param known tables and columns to summarise; all that the file has unless given
 */
export function tablesOf(path: string, known?: Readonly<Record<string, TableSummary>>): Record<string, TableSummary> {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const tables =
      known === undefined
        ? db
            .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .all()
            .map(({ name }) => ({
              name,
              columns: (db.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name),
            }))
        : Object.entries(known).map(([name, { columns }]) => ({ name, columns }));
    return Object.fromEntries(tables.map(({ name, columns }) => [name, hashOfRows(db, name, columns)]));
  } finally {
    db.close();
  }
}

/** Everything a project tells of its jobs and samples, but for the numbers that SQLite gives to rows, and pending work. */
export function contentsOf(project: Project) {
  const { jobs, samples } = project.summary();
  return {
    jobs,
    samples,
    failures: project.listFailures(),
    allotted: jobs.map(({ number }) => project.allottedSamples(number)),
    checkpoints: jobs.flatMap(({ number }) =>
      project.allottedSamples(number).map(({ position }) => project.readCheckpoint(number, position)),
    ),
    notes: project
      .listNotes()
      .map(({ sample, writtenAt, text }) => JSON.stringify({ sample, writtenAt, text }))
      .sort(),
    modes: project.listModes(),
    results: samples.map(({ number }) => ({
      stored: project.readSample(number),
      // Their scalars can be made from them: an older file has none before it is brought up to date.
      reports: project.copiesOfReports(number).map(({ row, arrays }) => ({ row, arrays })),
    })),
  };
}

/** The reports that versions before 9 could hold, with their arrays to the bit: how many, and SHA-256 of all. */
export function reportsOf(project: Project): { rows: number; sha256: string } {
  const analyses = [mechanicsAnalysis, strainAnalysis, spectrumAnalysis, pseudoModesAnalysis];
  const lines = project.sampleNumbers().flatMap((sample) =>
    analyses.flatMap((analysis) =>
      listReports<unknown>(project, analysis, sample).map(({ id, storedAt, report }) => {
        const arrays = readReportArrays(project, sample, id).map(({ name, unit, kind, data }) => ({
          name,
          unit,
          kind,
          data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
        }));
        return canonicalJson({ sample, analysis: analysis.name, storedAt, report: report as JsonValue, arrays });
      }),
    ),
  );
  const sha256 = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  return { rows: lines.length, sha256 };
}

/** The main numbers of a project, short enough to be written down. */
export function toldBy(project: Project) {
  const { counts, samples } = project.summary();
  return {
    counts,
    samples: samples.map(({ number, contentHash, lowestOmega, modes, fields, elasticity, tags }) => ({
      number,
      contentHash,
      lowestOmega,
      modes,
      fields,
      elasticity,
      tags,
      mechanics: listReports(project, mechanicsAnalysis, number).map(({ report }) => report.settings.degrees),
      spectra: listReports(project, spectrumAnalysis, number).map(({ report }) => report.window?.map.field ?? null),
      strains: listReports(project, strainAnalysis, number).map(({ report }) => report.settings.to),
      pseudoModes: listReports(project, pseudoModesAnalysis, number).map(({ report }) =>
        report.modes.map(({ eigenvalue }) => eigenvalue),
      ),
    })),
    failures: project.listFailures().map(({ number, reason }) => ({ number, reason })),
    notes: project.listNotes().map(({ sample, text }) => ({ sample, text })),
  };
}
