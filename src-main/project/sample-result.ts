import { z } from 'zod';
import { reportSchema, type Report, type ReportFields } from '../../native-workers/analysis/report/report.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import type { Frame, ParticleColumn } from '../formats/frame.ts';
import type { HexaticNumbers } from './hexatic.ts';
import type { TraceColumn } from './traces.ts';

/** What a file said of a sample beyond its configuration; a `Frame` is one. */
export type FrameInfo = Pick<
  Frame,
  'source' | 'format' | 'frameIndex' | 'timestep' | 'origin' | 'typeLabels' | 'types'
>;

/** The part of `FrameInfo` that is kept as JSON; `types` is a field. */
export const frameTextSchema = z.object({
  source: z.string(),
  format: z.string(),
  frameIndex: z.int().min(0),
  timestep: z.number().nullable(),
  origin: z.object({ x: z.number(), y: z.number() }),
  typeLabels: z.array(z.string()),
  columnLabels: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('texts of the columns that hold text: their values are indices into these'),
});

/** A finished sample, as it is stored. */
export interface SampleResult {
  /** Ids, species and box of the sample. Its positions are not stored: `fields.positions` are. */
  configuration: Configuration;
  /** Where it was read from; null for a sample made here. Rows as in `configuration`. */
  frameInfo: FrameInfo | null;
  report: Report;
  /** `displacements` may keep fewer modes than the report has: the lowest ones. */
  fields: ReportFields;
  /** Further per-particle columns of the file, kept as they are; names are unique. */
  columns: readonly ParticleColumn[];
  /** Absent: worked out when it is stored; null: not known, of a copy. */
  hexatic?: HexaticNumbers | null;
  /** Of the run that made it; absent where there was none. */
  traces?: readonly TraceColumn[];
}

function require(holds: boolean, expected: string): asserts holds {
  if (!holds) throw new TypeError(`sample result: ${expected}`);
}

/** Number of modes whose displacements are kept. */
export function storedModes({ configuration, fields }: SampleResult): number {
  return fields.displacements.length / (2 * configuration.ids.length);
}

/**
 * Checks a result before it is stored and gives its report as the schema has it. What does not fit together is a
 * fault of the caller: throws TypeError naming what was expected, or zod's error for the report.
 */
export function checkResult(result: SampleResult): Report {
  const { configuration, frameInfo, fields, columns } = result;
  const { ids, species, box, sizes } = configuration;
  const n = ids.length;
  const report = reportSchema.parse(result.report);
  require(n > 0 && report.sample.n === n, `report.sample.n = ${report.sample.n} is the number of ids, ${n}`);
  require(ids.every((id, index) => index === 0 || id > ids[index - 1]), 'ids ascend strictly');
  require(species.length === n, `${n} species, got ${species.length}`);
  require((sizes === undefined) ===
    (report.sample.sizes === undefined), 'report.sample.sizes where there are diameters');
  require(sizes === undefined || sizes.diameters.length === n, `${n} diameters`);
  require(sizes?.mean === undefined, 'd̄ is the mean of all diameters');
  require(report.sample.box.every(
    (length, at) => length === [box.lx, box.ly, box.xy][at],
  ), 'the box of the report is the box of the configuration');
  require(fields.positions.length === 2 * n, `${2 * n} position coordinates, got ${fields.positions.length}`);
  require(fields.positions.every(Number.isFinite), 'positions are finite');
  const psi = fields.vibrability;
  const values = report.vibrability.values;
  require(values.length === (psi?.length ?? 0), `vibrability.values and the field Ψ have one length`);
  require(psi === null || psi.length === n, `${n} values of Ψ`);
  require(psi === null ||
    psi.every(
      (value, index) => value === values[index] || (Number.isNaN(value) && values[index] === null),
    ), 'vibrability.values are the field Ψ');
  const kept = storedModes(result);
  require(Number.isInteger(kept) &&
    kept <=
      report.modes
        .length, `displacements of whole modes (2N = ${2 * n} numbers each), at most the ${report.modes.length} reported`);
  require(report.modes.every((mode, position) => mode.index === position), 'modes are numbered 0, 1, 2, ...');
  require(new Set(columns.map(({ name }) => name)).size === columns.length, 'columns have different names');
  for (const { name, values, labels } of columns) {
    require(values.length === n, `${n} values in column '${name}', got ${values.length}`);
    require(labels === undefined || frameInfo !== null, `column '${name}' of text comes from a file`);
    require(labels === undefined ||
      values.every((value) => value in labels), `values of column '${name}' are indices into its labels`);
  }
  if (frameInfo !== null) {
    const { types, typeLabels } = frameInfo;
    require(types.length === n, `${n} types, got ${types.length}`);
    require(types.every((type) => type < typeLabels.length), `types are indices into ${typeLabels.length} labels`);
  }
  return report;
}
