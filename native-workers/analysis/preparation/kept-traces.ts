import { TRACE_COLUMNS } from '../../addon.ts';
import type { DynamicsTrace } from './checkpoint.ts';

/** More rows are of no use to a plot, and would take more room than the sample. */
const MOST_ROWS = 1000;

/** Columns that are kept, with their unit; energy per particle. */
const KEPT = { temperature: 'ε', potentialEnergy: 'ε', pressure: 'ε/σ²' } as const;

const TIME_UNIT = 'σ√(m/ε)';

/** A column of traces. */
export interface KeptTrace {
  name: string;
  unit: string;
  data: Float32Array;
}

/** Rows of a table that are kept: evenly, the last one always. */
function keptRows(count: number) {
  const step = Math.max(1, Math.ceil(count / MOST_ROWS));
  const rows = Array.from({ length: Math.floor(count / step) }, (_, at) => at * step);
  if (count > 0 && rows.at(-1) !== count - 1) rows.push(count - 1);
  return rows;
}

/** A column of a table of rows of `width` numbers. */
function column(table: Float64Array, width: number, at: number, rows: readonly number[], scale = 1) {
  return Float32Array.from(rows, (row) => table[row * width + at] * scale);
}

/**
 * What is kept of the traces of a run with a sample: `trace/time` with temperature, potential energy per particle and
 * pressure over all dynamics; `msd/time` and `msd/total`, ⟨|Δr|²⟩ of all particles with the drift taken out, while it
 * equilibrated. At most a thousand rows or so, in single precision: for plots.
 */
export function keptTraces({ rows, displacements }: DynamicsTrace, timeStep: number): KeptTrace[] {
  const width = TRACE_COLUMNS.length;
  const kept = keptRows(rows.length / width);
  const moved = keptRows(displacements.length / 2);
  const step = TRACE_COLUMNS.indexOf('step');
  const traces =
    kept.length === 0
      ? []
      : [
          { name: 'trace/time', unit: TIME_UNIT, data: column(rows, width, step, kept, timeStep) },
          ...Object.entries(KEPT).map(([name, unit]) => ({
            name: `trace/${name}`,
            unit,
            data: column(rows, width, TRACE_COLUMNS.indexOf(name as keyof typeof KEPT), kept),
          })),
        ];
  const msd =
    moved.length === 0
      ? []
      : [
          { name: 'msd/time', unit: TIME_UNIT, data: column(displacements, 2, 0, moved, timeStep) },
          { name: 'msd/total', unit: 'σ²', data: column(displacements, 2, 1, moved) },
        ];
  return [...traces, ...msd];
}
