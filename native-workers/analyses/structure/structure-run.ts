import type { ModelReference } from '../../models/user-model.ts';
import type { Box } from '../../configuration/configuration.ts';
import { addon } from '../../addon.ts';
import { periodicVoronoi } from '../../analysis/voronoi/voronoi.ts';
import { modelOf } from '../../models/model-of.ts';
import { KEYCORE_VERSION } from '../../version.ts';
import type { AnalysisOutcome, AnalysisTools, ReportArray } from '../../analysis/description/analysis.ts';
import { structureOf, type Structure } from './structure-of.ts';
import type { StructureReport } from './structure-report.ts';

export interface StructureTaskInput {
  box: Box;
  /** 2N, need not be wrapped. */
  positions: Float64Array;
  species: Uint8Array;
  model: ModelReference;
  source: string;
}

function partials({ gPartial }: Structure, names: readonly string[]): Record<string, number[]> {
  return Object.fromEntries(gPartial.map(({ pair, g }) => [pair.map((kind) => names[kind]).join(''), Array.from(g)]));
}

function coordinationOf(
  { coordination, coordinationColumns }: Structure,
  names: readonly string[],
): Record<string, number[]> {
  return Object.fromEntries(
    names.map((name, kind) => [
      name,
      Array.from(coordination.subarray(kind * coordinationColumns, (kind + 1) * coordinationColumns)),
    ]),
  );
}

function arraysOf(found: Structure, { coordination, pairs }: StructureReport): ReportArray[] {
  const series = (name: string, data: ArrayLike<number>, unit: string | null): ReportArray => ({
    name,
    kind: 'series',
    unit,
    data: Float64Array.from(data),
  });
  return [
    series('g/r', found.r, 'σ'),
    series('g/total', found.g, null),
    ...Object.entries(pairs.partial).map(([pair, values]) => series(`g/${pair}`, values, null)),
    series('S/q', found.q, 'σ^(−1)'),
    series('S/mean', found.s, null),
    series('S/largest', found.sLargest, null),
    { name: 'psi6', kind: 'scalar', unit: null, data: found.psi6 },
    series('psi6/all', [found.psi6Global, found.psi6Mean], null),
    ...Object.entries(coordination).map(([name, counts]) => series(`coordination/${name}`, counts, null)),
  ];
}

/** The structure of one configuration. */
export function run(input: StructureTaskInput, { warm }: AnalysisTools): AnalysisOutcome<StructureReport> {
  const begun = performance.now();
  const { box, positions, species, source } = input;
  const model = modelOf(input.model);
  const names = model.species.map(({ name }) => name);
  const tessellation = warm === null ? periodicVoronoi(box, positions) : warm.tessellation;
  const found = structureOf(box, positions, species, names.length, { tessellation });
  const report: StructureReport = {
    sample: { n: species.length, box: [box.lx, box.ly, box.xy], model: model.id },
    hexatic: { global: found.psi6Global, mean: found.psi6Mean },
    pairs: { r: Array.from(found.r), total: Array.from(found.g), partial: partials(found, names) },
    factor: { q: Array.from(found.q), mean: Array.from(found.s), largest: Array.from(found.sLargest) },
    coordination: coordinationOf(found, names),
    provenance: {
      version: KEYCORE_VERSION,
      variant: addon().variant,
      source,
      wallSeconds: (performance.now() - begun) / 1000,
    },
  };
  return {
    status: 'converged',
    report,
    arrays: arraysOf(found, report),
  };
}
