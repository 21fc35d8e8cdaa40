import type { ModeReport } from '../../native-workers/analysis/report/report.ts';
import { isPresent } from './deletions.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** The numbers of a mode by which samples are searched and drawn; the report has the rest. */
export interface ModeNumbers extends Pick<
  ModeReport,
  'eigenvalue' | 'omega' | 'residual' | 'pr' | 'prT' | 'prL' | 'transverse' | 'longitudinal'
> {
  sample: number;
  /** 0 is the lowest. */
  position: number;
  /** Degrees; null where the coupling vanishes. */
  quadrupoleAngle: number | null;
}

const MODES = new SealedTable<ModeNumbers>(
  'mode',
  'sample, position, eigenvalue, omega, residual, pr, prT, prL, transverse, longitudinal, quadrupoleAngle',
);

export function insertModes(connection: Connection, sample: number, modes: readonly ModeReport[]): void {
  for (const mode of modes)
    MODES.insert(connection, { ...mode, sample, position: mode.index, quadrupoleAngle: mode.quadrupole.angle });
}

/** Modes of one sample, or of all, by sample and position. */
export function listModes(connection: Connection, sample?: number): ModeNumbers[] {
  const rows =
    sample === undefined
      ? MODES.rows(connection, `WHERE ${isPresent(connection, 'sample')} ORDER BY sample, position`)
      : MODES.rows(connection, 'WHERE sample = ? ORDER BY position', sample);
  return rows.map((row) => MODES.checked(connection, `sample ${row.sample}, mode ${row.position}`, row));
}
