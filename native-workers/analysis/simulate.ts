import { addon } from '../addon.ts';
import type { Addon, Control } from '../addon.ts';
import { BadInput } from '../bad-input.ts';
import type { Configuration } from '../configuration.ts';
import { analyse, sampleSpec } from './analyse.ts';
import { checkConfiguration } from './check-configuration.ts';
import { randomStartIn } from './random-start.ts';
import type { Report, ReportFields } from './report.ts';
import { sampleSeed } from './sample-seed.ts';
import { simulationOf } from './simulation.ts';
import type { SimulationSettings } from './simulation-settings.ts';

/** How the quench of a sample went. */
export interface Quench {
  /** Force evaluations of all phases of the minimiser. */
  evaluations: number;
  /** Newton steps at its end. */
  newtonSteps: number;
  /** Wall time, s. */
  wallSeconds: number;
}

/** One sample of a job, or why there is none. */
export type SimulateOutcome =
  | {
      status: 'converged';
      /** The quenched sample; positions not wrapped, so that they are the minimiser's own bits. */
      configuration: Configuration;
      /** Seed of this sample, as in the report's provenance. */
      seed: string;
      quench: Quench;
      report: Report;
      fields: ReportFields;
    }
  | { status: 'not-converged' | 'cancelled'; stage: string; detail: string };

/**
 * Makes sample `index` (from 0) of a job: random start → instantaneous quench → analysis as `analyze` does it.
 * The same seed and index on the same build give the same bits. Throws `BadInput` for an unknown model and a box
 * under twice the cutoff; non-convergence and a requested stop are outcomes.
 */
export function simulate(
  settings: SimulationSettings,
  index: number,
  control?: Control,
  kernels: Addon = addon(),
): SimulateOutcome {
  const simulation = simulationOf(settings);
  const { model, particles } = simulation;
  if (simulation.preparation.kind !== 'instantaneous')
    throw new BadInput(`preset '${settings.preset}' needs the dynamics kernel, which this build does not have yet`);
  const seed = sampleSeed(settings.seed, index);
  const start = randomStartIn(simulation, seed);
  checkConfiguration(start, model);
  const { forceTolerance, maxEvaluations } = settings.analysis;
  const began = performance.now();
  const sample = new kernels.Sample(sampleSpec(start, model));
  const result = sample.minimise({ forceTolerance, maxEvaluations }, control);
  if (result.status !== 'converged')
    return {
      status: result.status,
      stage: 'quench',
      detail:
        `sample ${index}, seed ${seed}: max|F| is ${result.maxForce.toExponential(2)} after ${result.evaluations} force ` +
        `evaluations and ${result.newtonSteps} Newton steps; wanted ${forceTolerance.toExponential(0)}`,
    };
  const quench: Quench = {
    evaluations: result.evaluations,
    newtonSteps: result.newtonSteps,
    wallSeconds: (performance.now() - began) / 1000,
  };
  const configuration: Configuration = { ...start, positions: sample.positions() };
  const source = `simulation: ${model.id}, N = ${particles}, preset ${settings.preset}, seed ${settings.seed}, sample ${index}`;
  const analysed = analyse(
    { configuration, model, settings: settings.analysis, source, seed, minimised: result },
    control,
    kernels,
  );
  if (analysed.status !== 'converged') return analysed;
  return { status: 'converged', configuration, seed, quench, report: analysed.report, fields: analysed.fields };
}
