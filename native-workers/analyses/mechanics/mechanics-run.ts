import type { ModelReference } from '../../models/user-model.ts';
import type { Box } from '../../configuration/configuration.ts';
import type { Control } from '../../addon.ts';
import { Interrupted, StageClock } from '../../analysis/run/stage-clock.ts';
import { WarmSample } from '../../analysis/warm/warm-sample.ts';
import type { AnalysisOutcome, AnalysisTools } from '../../analysis/description/analysis.ts';
import { computeMechanics, type MechanicsRequest } from './mechanics.ts';
import type { MechanicsReport } from './mechanics-report.ts';

export interface MechanicsTaskInput extends MechanicsRequest {
  positions: Float64Array;
  species: Uint8Array;
  box: Box;
  model: ModelReference;
}

function onSample(sample: WarmSample, input: MechanicsTaskInput, control: Control | undefined): MechanicsReport {
  const { model, hessian, pinning, tessellation, arrays } = sample;
  return computeMechanics({ model, box: arrays.box, hessian, pinning, tessellation }, input, control);
}

/** The mechanics of any stable sample, on what is kept warm of it where there is that. */
export function run(input: MechanicsTaskInput, { warm, control }: AnalysisTools): AnalysisOutcome<MechanicsReport> {
  const sample = warm ?? new WarmSample('', input);
  try {
    new StageClock(control).run('factorise', () => sample.factorise(control));
    return { status: 'converged', report: onSample(sample, input, control), arrays: [] };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return { status: error.status, stage: error.stage, detail: error.message };
  } finally {
    if (warm === null) sample.dispose();
  }
}
