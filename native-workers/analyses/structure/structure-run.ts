import type { WarmSampleArrays } from '../../analysis/warm/warm-sample.ts';
import { modelOf } from '../../models/model-of.ts';
import { reportedMaker, reportedSample } from '../../analysis/report/reported-parts.ts';
import type { AnalysisOutcome, AnalysisTools, ReportArray } from '../../analysis/description/analysis.ts';
import { structureOf, type Structure } from './structure-of.ts';
import type { StructureReport } from './structure-report.ts';

/** Numbers of each species, by its name. */
function coordinationOf({ counts, columns }: Structure['coordination'], names: readonly string[]) {
  return Object.fromEntries(
    names.map((name, kind) => [name, Array.from(counts.subarray(kind * columns, (kind + 1) * columns))]),
  );
}

function arraysOf({ hexatic, pairs, factor, coordination }: StructureReport, psi6: Float64Array): ReportArray[] {
  const series = (name: string, data: readonly number[], unit: string | null): ReportArray => ({
    name,
    kind: 'series',
    unit,
    data: Float64Array.from(data),
  });
  return [
    series('g/r', pairs.r, 'σ'),
    series('g/total', pairs.total, null),
    ...Object.entries(pairs.partial).map(([pair, values]) => series(`g/${pair}`, values, null)),
    series('S/q', factor.q, 'σ^(−1)'),
    series('S/mean', factor.mean, null),
    series('S/largest', factor.largest, null),
    { name: 'psi6', kind: 'scalar', unit: null, data: psi6 },
    series('psi6/all', [hexatic.global, hexatic.mean], null),
    ...Object.entries(coordination).map(([name, counts]) => series(`coordination/${name}`, counts, null)),
  ];
}

/** The structure of one configuration; positions need not be wrapped. */
export function run(
  { box, positions, species, model: reference, source }: WarmSampleArrays & { source: string },
  { warm }: AnalysisTools,
): AnalysisOutcome<StructureReport> {
  const begun = performance.now();
  const model = modelOf(reference);
  const names = model.species.map(({ name }) => name);
  const { radial, factor, order, coordination } = structureOf(
    box,
    positions,
    species,
    names.length,
    warm?.wholeTessellation,
  );
  const partial = radial.partial.flatMap(({ pair, g }) =>
    g === null ? [] : [[pair.map((kind) => names[kind]).join(''), Array.from(g)] as const],
  );
  const report: StructureReport = {
    sample: reportedSample(species.length, box, model),
    hexatic: { global: order.global, mean: order.meanLocal },
    pairs: { r: Array.from(radial.r), total: Array.from(radial.total), partial: Object.fromEntries(partial) },
    factor: { q: Array.from(factor.q), mean: Array.from(factor.s), largest: Array.from(factor.largest) },
    coordination: coordinationOf(coordination, names),
    provenance: { ...reportedMaker(), source, wallSeconds: (performance.now() - begun) / 1000 },
  };
  return { report, arrays: arraysOf(report, order.local) };
}
