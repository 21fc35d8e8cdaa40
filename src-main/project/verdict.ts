import type { QlmCriterion, Verdict } from '../../native-workers/analysis/verdicts.ts';
import type { Connection } from './sqlite.ts';

/** The verdict on the lowest mode of a sample, for tables and filters; the report has what it rests on. */
export interface VerdictNumbers {
  /** Null where the report says why there is none. */
  verdict: Verdict | null;
  phononShare: number | null;
  criterion: Extract<QlmCriterion, 'phonon-share'>;
}

type VerdictRow = VerdictNumbers & { sample: number };

const SELECT = `SELECT number AS sample, json_extract(report, '$.qlm.verdict') AS verdict,
    json_extract(report, '$.qlm.phononShare') AS phononShare, json_extract(report, '$.qlm.criterion') AS criterion
  FROM sample WHERE json_extract(report, '$.qlm.criterion') IS NOT NULL`;

function numbersOf({ verdict, phononShare, criterion }: VerdictRow): VerdictNumbers {
  return { verdict, phononShare, criterion };
}

/** That of one sample; null where an older Keycore stored it. */
export function readVerdict({ db }: Connection, sample: number): VerdictNumbers | null {
  const row = db.prepare<[number], VerdictRow>(`${SELECT} AND number = ?`).get(sample);
  return row === undefined ? null : numbersOf(row);
}

/** Those of all samples that have one, by sample number. */
export function listVerdicts({ db }: Connection): Map<number, VerdictNumbers> {
  const rows = db.prepare<[], VerdictRow>(SELECT).all();
  return new Map(rows.map((row) => [row.sample, numbersOf(row)]));
}
