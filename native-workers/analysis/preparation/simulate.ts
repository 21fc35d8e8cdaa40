import type { Control } from '../../addon.ts';
import { checkConfiguration } from '../../configuration/check-configuration.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { analyse, type AnalyseOutcome } from '../analyse/analyse.ts';
import type { PreparationRecord } from '../report/preparation-record.ts';
import { enterStretch } from '../run/sample-share.ts';
import { Interrupted } from '../run/stage-clock.ts';
import type { DynamicsTrace } from './checkpoint.ts';
import { dynamicsPlan, plannedSteps } from './dynamics-plan.ts';
import { prepareCrystal } from './prepare-crystal.ts';
import { prepareGlass } from './prepare-glass.ts';
import { preparePacking } from './prepare-packing.ts';
import { crystalRecord, dynamicsRecord } from './preparation-report.ts';
import { quench } from './quench.ts';
import { randomStartIn } from './random-start.ts';
import { type Course, type SimulateWatch, withDiameters } from './run-dynamics.ts';
import { sampleSeed } from './sample-seed.ts';
import type { SimulationSettings } from './simulation-settings.ts';
import { type Simulation, simulationOf } from './simulation.ts';

/** One sample of a job; the report has the whole preparation in its provenance. */
export interface SimulateOutcome extends AnalyseOutcome {
  /** The quenched sample; positions not wrapped, so that they are the minimiser's own bits. */
  configuration: Configuration;
  /** Seed of this sample, as in the report's provenance. */
  seed: string;
  /** Of the dynamics that it went through; null for an instantaneous quench. */
  trace: DynamicsTrace | null;
}

/** What quench and analysis cost, in steps of the dynamics: 3 s at N = 4096, where a second makes 10,000. */
const ANALYSIS_IN_STEPS = 30_000;
/** Of that, the quench. */
const QUENCH_SHARE = 0.15;

/** Brings a sample into its inherent structure; `state`: the last one of its dynamics, if it had any. */
function prepare(
  simulation: Simulation,
  settings: SimulationSettings,
  seed: string,
  start: Configuration,
  course: Course,
) {
  const { preparation, model } = simulation;
  const { control, shareOfDynamics } = course;
  const toQuench = shareOfDynamics + (1 - shareOfDynamics) * QUENCH_SHARE;
  const quenchAt = (positions: Float64Array, diameters?: Float64Array) => {
    enterStretch(control, shareOfDynamics, toQuench);
    return quench({ ...withDiameters(start, diameters), positions }, model, settings.analysis, control);
  };
  if (preparation.kind === 'instantaneous')
    return { quenched: quenchAt(start.positions), state: null, record: { dynamics: null, crystal: null } };
  if (preparation.kind === 'packing') {
    enterStretch(control, shareOfDynamics, toQuench);
    const { quenched, record } = preparePacking(start, model, preparation.packing, settings.analysis, control);
    return { quenched, state: null, record: { dynamics: null, crystal: null, packing: record } };
  }
  const { protocol } = preparation;
  if (preparation.kind === 'lattice') {
    const { quenched, state, search } = prepareCrystal(simulation, preparation, settings.analysis, seed, course);
    const crystal = crystalRecord(quenched.configuration, model, preparation.lattice, search);
    return { quenched, state, record: { dynamics: dynamicsRecord(protocol, state), crystal } };
  }
  const state = prepareGlass(start, model, protocol, seed, course);
  const quenched = quenchAt(state.positions, state.diameters);
  const search = { subSeed: null, rejected: [], anisotropy: null };
  const { lattice } = simulation;
  const crystal = lattice === null ? null : crystalRecord(quenched.configuration, model, lattice, search);
  return { quenched, state, record: { dynamics: dynamicsRecord(protocol, state), crystal } };
}

function shareOfDynamics({ preparation }: Simulation) {
  if (!('protocol' in preparation)) return 0;
  const steps = plannedSteps(dynamicsPlan(preparation.protocol));
  return steps / (steps + ANALYSIS_IN_STEPS);
}

function namedInFailure<Result>(sample: string, work: () => Result) {
  try {
    return work();
  } catch (error) {
    if (error instanceof Interrupted) throw new Interrupted(error.status, error.stage, `${sample}: ${error.message}`);
    throw error;
  }
}

/**
 * Makes sample `index` (from 0) of a job: prepares it as the settings say (`simulationOf`), minimises its energy, and
 * analyses it as `analyze` does. The same seed and index on the same build give the same bits, whether or not the
 * sample was interrupted and went on from a checkpoint (`watch.from`). A control of `SAMPLE_CONTROL_WORDS` words tells
 * the share of the whole sample that is done.
 * Throws `BadInput` for settings that cannot be; non-convergence, a time step that blows up (with a suggestion) and a
 * requested stop are thrown as `Interrupted`.
 */
export function simulate(
  settings: SimulationSettings,
  index: number,
  control?: Control,
  watch: SimulateWatch = {},
): SimulateOutcome {
  const simulation = simulationOf(settings);
  const { model, particles } = simulation;
  const seed = sampleSeed(settings.seed, index);
  const course: Course = { ...watch, control, shareOfDynamics: shareOfDynamics(simulation) };
  const start = randomStartIn(simulation, seed);
  checkConfiguration(start, model);
  const { quenched, state, record } = namedInFailure(`sample ${index}, seed ${seed}`, () =>
    prepare(simulation, settings, seed, start, course),
  );
  const { configuration, result, wallSeconds } = quenched;
  enterStretch(control, course.shareOfDynamics + (1 - course.shareOfDynamics) * QUENCH_SHARE, 1);
  const source = `simulation: ${model.id}, N = ${particles}, preset ${settings.preset}, seed ${settings.seed}, sample ${index}`;
  const analysed = analyse(
    { configuration, model, settings: settings.analysis, source, seed, minimised: result },
    control,
  );
  const preparation: PreparationRecord = {
    preset: settings.preset,
    kind: simulation.preparation.kind,
    ...record,
    quench: { evaluations: result.evaluations, newtonSteps: result.newtonSteps },
    wallSeconds: { dynamics: state?.wallSeconds ?? 0, quench: wallSeconds },
  };
  return {
    configuration,
    seed,
    trace: state?.trace ?? null,
    report: { ...analysed.report, provenance: { ...analysed.report.provenance, preparation } },
    fields: analysed.fields,
  };
}
