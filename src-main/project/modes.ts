import type { ModeReport } from '../../native-workers/analysis/report/report.ts';
import { checkSeal, seal } from './seal.ts';
import type { Connection } from './sqlite.ts';

/** The numbers of a mode by which samples are searched and drawn; the report has the rest. */
export interface ModeNumbers {
  sample: number;
  /** 0 is the lowest. */
  position: number;
  eigenvalue: number;
  omega: number;
  residual: number;
  pr: number;
  prT: number | null;
  prL: number | null;
  transverse: number;
  longitudinal: number;
  /** Degrees; null where the coupling vanishes. */
  quadrupoleAngle: number | null;
}

const COLUMNS =
  'sample, position, eigenvalue, omega, residual, pr, prT, prL, transverse, longitudinal, quadrupoleAngle, crc32';
const INSERT = `INSERT INTO mode (${COLUMNS}) VALUES (@sample, @position, @eigenvalue, @omega, @residual, @pr, @prT,
  @prL, @transverse, @longitudinal, @quadrupoleAngle, @crc32)`;
const SELECT = `SELECT ${COLUMNS} FROM mode`;

export function insertModes({ db }: Connection, sample: number, modes: readonly ModeReport[]): void {
  const insert = db.prepare(INSERT);
  for (const { index, eigenvalue, omega, residual, pr, prT, prL, transverse, longitudinal, quadrupole } of modes)
    insert.run(
      seal({
        sample,
        position: index,
        eigenvalue,
        omega,
        residual,
        pr,
        prT,
        prL,
        transverse,
        longitudinal,
        quadrupoleAngle: quadrupole.angle,
      }),
    );
}

/** Modes of one sample, or of all, by sample and position. */
export function listModes(connection: Connection, sample?: number): ModeNumbers[] {
  const { db } = connection;
  const rows =
    sample === undefined
      ? db.prepare<[], ModeNumbers & { crc32: number }>(`${SELECT} ORDER BY sample, position`).all()
      : db
          .prepare<[number], ModeNumbers & { crc32: number }>(`${SELECT} WHERE sample = ? ORDER BY position`)
          .all(sample);
  return rows.map(({ crc32, ...mode }) => {
    checkSeal(connection, `sample ${mode.sample}, mode ${mode.position}`, { ...mode, crc32 });
    return mode;
  });
}
