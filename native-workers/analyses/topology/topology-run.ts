import { WarmSample } from '../../analysis/warm/warm-sample.ts';
import type { AnalysisOutcome, AnalysisTools } from '../../analysis/description/analysis.ts';
import { topology } from './topology.ts';
import type { TopologyTaskInput } from './topology-analysis.ts';
import type { TopologyReport } from './topology-report.ts';

/** Topological charges of one mode. */
export function run(input: TopologyTaskInput, { warm }: AnalysisTools): AnalysisOutcome<TopologyReport> {
  const { displacement, settings, keyCore, omega } = input;
  const { mode, field } = settings;
  const sample = warm ?? new WarmSample('', input);
  try {
    const { tessellation, voronoi } = sample;
    const charges = topology(tessellation, voronoi, displacement, settings, keyCore);
    return { status: 'converged', report: { mode, omega, field, ...charges }, arrays: [] };
  } finally {
    if (warm === null) sample.dispose();
  }
}
