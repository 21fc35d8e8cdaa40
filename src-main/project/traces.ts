import { readNumbers } from './sample-numbers.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { SealedTable } from './sealed-table.ts';
import { damagedRow, type Connection } from './sqlite.ts';

/** A column of what was watched while a sample was made. */
export interface TraceColumn {
  /** `trace/time`, `trace/temperature`, `msd/time`, …: columns of one length before the slash. */
  name: string;
  unit: string | null;
  data: Float32Array;
}

interface TraceRow {
  sample: number;
  name: string;
  unit: string | null;
  data: Uint8Array;
}

const TRACES = new SealedTable<TraceRow>('trace', 'sample, name, unit, data');

/** Stores the traces of a sample that has none yet. Runs inside the caller's transaction. */
export function insertTraces(connection: Connection, sample: number, columns: readonly TraceColumn[]): void {
  for (const { name, unit, data } of columns)
    TRACES.insert(connection, {
      sample,
      name,
      unit,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    });
  countRows(connection, 'trace', sample, columns.length);
}

/** The traces of a sample; none where an older Keycore made it, or no run. Throws the error that names a damaged or lost row. */
export function readTraces(connection: Connection, sample: number): TraceColumn[] {
  readNumbers(connection, sample);
  checkCount(connection, 'trace', sample);
  return TRACES.rows(connection, 'WHERE sample = ? ORDER BY name', sample).map((row) => {
    const where = `sample ${sample}, trace '${row.name}'`;
    const { name, unit, data } = TRACES.checked(connection, where, row);
    if (data.byteLength % Float32Array.BYTES_PER_ELEMENT !== 0)
      throw damagedRow(connection, where, `${data.byteLength} bytes are no whole numbers`);
    // In memory of its own, aligned and free to be transferred.
    return { name, unit, data: new Float32Array(Uint8Array.from(data).buffer) };
  });
}
