import type { Connection } from './sqlite.ts';

// The job of an import names the hash of what was read; its sample has that of what it was relaxed to.
const SELECT = `SELECT json_extract(job.configuration, '$.configurationHash') AS hash, min(sample.number) AS number
  FROM job JOIN allotment ON allotment.job = job.number JOIN presentSample AS sample ON sample.number = allotment.number
  WHERE hash IS NOT NULL GROUP BY hash`;

/**
 * Number of the first sample of each configuration that was imported, by the hash of what was read
 * (`configurationHash`), whatever the settings of its analysis. For telling what is there already: rows are not checked
 * against their seals, since nothing is done by them without the user.
 */
export function samplesByContent({ db }: Connection): Map<string, number> {
  const rows = db.prepare<[], { hash: string; number: number }>(SELECT).all();
  return new Map(rows.map(({ hash, number }) => [hash, number]));
}
