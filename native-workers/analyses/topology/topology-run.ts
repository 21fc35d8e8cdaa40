import type { TopologySettings } from './topology-settings.ts';
import { WarmSample, type WarmSampleArrays } from '../../analysis/warm/warm-sample.ts';
import { stagedRun } from '../../analysis/run/stage-clock.ts';
import type { AnalysisOutcome, AnalysisTools } from '../../analysis/description/analysis.ts';
import { topology, type KeyCorePlace } from './topology.ts';
import type { TopologyReport } from './topology-report.ts';

interface TopologyTaskInput extends WarmSampleArrays {
  /** u of the mode, length 2N. */
  displacement: Float64Array;
  omega: number;
  settings: TopologySettings;
  keyCore: KeyCorePlace | null;
}

/** Topological charges of one mode. */
export function run(input: TopologyTaskInput, { warm, control }: AnalysisTools): AnalysisOutcome<TopologyReport> {
  const { displacement, settings, keyCore, omega } = input;
  const { mode, field } = settings;
  return stagedRun(control, (clock) => {
    const { tessellation, voronoi } = warm ?? clock.hold(new WarmSample(input));
    const charges = topology(tessellation, voronoi, displacement, settings, keyCore);
    return { report: { mode, omega, field, ...charges }, arrays: [] };
  });
}
