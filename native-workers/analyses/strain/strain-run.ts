import type { Control } from '../../addon.ts';
import { largestDisplacement, norm } from '../../analysis/modes/participation-ratio.ts';
import { nearestImage } from '../../configuration/configuration.ts';
import type { AnalysisOutcome, AnalysisTools, ReportArray } from '../../analysis/description/analysis.ts';
import { modelOf } from '../../models/model-of.ts';
import { configurationHash } from '../../configuration/configuration-hash.ts';
import { enterStretch } from '../../analysis/run/sample-share.ts';
import { reportedMaker } from '../../analysis/report/reported-parts.ts';
import { requireStable } from '../../analysis/run/require-minimum.ts';
import { Interrupted, stagedRun, type StageClock } from '../../analysis/run/stage-clock.ts';
import { carryOn } from './carried-displacement.ts';
import { CONVERGENCE_STEPS, convergenceAt } from './convergence.ts';
import { load, type LoadingPlan, type LoadingStep } from './elastic-branch.ts';
import type { DisplacementGradient } from './generator.ts';
import { loadingPlan } from './loading-plan.ts';
import { linearResponse } from './linear-response.ts';
import { plasticEvent, reportedCell, reportedState } from './plastic-event.ts';
import { preparedLoading, type StrainInput } from './prepared-loading.ts';
import type { PlasticEvent, StrainFields, StrainReport } from './strain-report.ts';
import type { StrainSettings } from './strain-settings.ts';
import { toSampleAxes } from './strained-cell.ts';
import { unstrainedState, type Loading, type StrainedState } from './strained-state.ts';

interface StrainOutcome {
  report: StrainReport;
  fields: StrainFields;
}

/** Share of the work that the comparison with linear response is taken to be. */
const CONVERGENCE_SHARE = 0.1;

/** A glass that flows has an event every few steps: displacements of so many behind the first are kept. */
const MOST_LATER = 19;

/** What is gathered while a sample is loaded. */
class Course {
  readonly steps: StrainReport['steps'] = [];
  readonly events: PlasticEvent[] = [];
  /** r − F r₀ in the axes of the unstrained sample, so far. */
  nonAffine: Float64Array;
  /** The same at the last state before the first event. */
  elastic: Float64Array | null = null;
  first: LoadingStep | null = null;
  /** Displacements of the events behind the first, as far as they are kept. */
  readonly later: Float64Array[] = [];
  readonly #generator: DisplacementGradient;

  constructor(start: StrainedState, generator: DisplacementGradient) {
    this.nonAffine = new Float64Array(start.positions.length);
    this.#generator = generator;
  }

  /** Takes a step into the account: what was non-affine so far is carried on by F. */
  add(step: LoadingStep): void {
    const { state, moved, dissipated } = step;
    carryOn(this.nonAffine, step, this.#generator);
    this.steps.push({ ...reportedState(state), moved, dissipated });
  }

  /** Takes an event into the account. */
  addEvent(step: LoadingStep, event: PlasticEvent): void {
    this.events.push(event);
    if (this.first === null) {
      this.first = step;
      this.elastic = this.nonAffine.slice();
    } else if (this.later.length < MOST_LATER) this.later.push(step.nonAffine);
    this.add(step);
  }
}

/** Displacements from the start, up to a common translation, of a state that is back at strain 0. */
function remaining(start: StrainedState, back: StrainedState) {
  const here = toSampleAxes(back.cell, back.positions);
  const there = toSampleAxes(start.cell, start.positions);
  const count = here.length / 2;
  const left = new Float64Array(here.length);
  const mean = [0, 0];
  for (let at = 0; at < here.length; at += 2) {
    left.set(nearestImage(start.cell.box, here[at] - there[at], here[at + 1] - there[at + 1]), at);
    mean[0] += left[at] / count;
    mean[1] += left[at + 1] / count;
  }
  const own = left.map((value, at) => value - mean[at % 2]);
  return { moved: largestDisplacement(own), rms: norm(own) / Math.sqrt(count) };
}

/** The way back to strain 0, and what it leaves behind. */
function reversed(
  start: StrainedState,
  end: StrainedState,
  plan: LoadingPlan,
  loading: Loading,
  onProgress: (share: number) => void,
) {
  let events = 0;
  const back = load(end, { ...plan, to: start.strain, grid: null }, loading, {
    onElastic: () => undefined,
    onEvent: () => {
      events += 1;
      return true;
    },
    onProgress,
  });
  return { energy: back.energy - start.energy, ...remaining(start, back), events };
}

/** Response and stability of the start, and the comparison with it. */
function infinitesimal(
  start: StrainedState,
  loading: Loading,
  settings: StrainSettings,
  progress: (share: number) => void,
) {
  const { clock } = loading;
  const hessian = clock.run('factorise', () => start.sample.hessian(clock.control));
  try {
    requireStable(hessian, {
      negative: (count) =>
        `the sample is unstable: its Hessian has ${count}, and straining begins at a minimum of the energy; relax it first`,
      zero: (count) =>
        `the Hessian has ${count} zero eigenvalues instead of the 2 translations: some particles are held by nothing, and how they answer a strain is not determined`,
    });
    const modes = clock.run('modes', () => hessian.lowestModes({ count: 1 }, clock.control));
    if (modes.status !== 'converged')
      throw new Interrupted(modes.status, 'modes', `the lowest mode did not converge in ${modes.solves} solves`);
    const response = linearResponse(start, hessian, loading.generator);
    const convergence = (settings.convergence ? CONVERGENCE_STEPS : []).map((step, at) => {
      progress((CONVERGENCE_SHARE * at) / CONVERGENCE_STEPS.length);
      return convergenceAt(step, start, hessian, response, loading, settings.energyTolerance);
    });
    return { response, lowestEigenvalue: modes.eigenvalues[0], convergence };
  } finally {
    hessian.dispose();
  }
}

function strained(input: StrainInput, clock: StageClock) {
  const { settings, source } = input;
  const model = modelOf(input.model);
  const began = performance.now();
  const plan = loadingPlan(settings);
  const loading = preparedLoading(input, clock);
  const { generator } = loading;
  const start = unstrainedState(loading);
  const progress = (share: number) => enterStretch(clock.control, share, share);
  const { response, lowestEigenvalue, convergence } = infinitesimal(start, loading, settings, progress);

  const course = new Course(start, generator);
  const forward = settings.back ? 0.5 : 1;
  const loaded = (share: number) => progress(CONVERGENCE_SHARE + (1 - CONVERGENCE_SHARE) * share);
  const end = load(start, plan, loading, {
    onElastic: (step) => course.add(step),
    onEvent: (step, path) => {
      course.addEvent(step, plasticEvent(step, path, settings.movedThreshold, loading));
      return !settings.untilEvent;
    },
    onProgress: (share) => loaded(forward * share),
  });
  // Loading stops before an event that it was looking for; the way back begins behind it.
  const last = settings.untilEvent && course.first !== null ? course.first.state : end;
  const reversal = settings.back
    ? reversed(start, last, plan, loading, (share) => loaded(forward + (1 - forward) * share))
    : null;

  const report: StrainReport = {
    protocol: settings.protocol,
    angle: settings.angle,
    generator: [...generator],
    start: reportedState(start),
    linear: { modulus: response.modulus, nonAffine: norm(response.nonAffine), lowestEigenvalue },
    convergence,
    steps: course.steps,
    events: course.events,
    end: { ...reportedCell(last), strain: last.strain, moved: largestDisplacement(course.nonAffine) },
    reversal,
    settings,
    provenance: {
      ...reportedMaker(),
      model: model.id,
      cutoffScheme: model.cutoffScheme,
      source,
      configurationHash: configurationHash(input.configuration, model),
      evaluations: loading.spent.evaluations,
      wallSeconds: (performance.now() - began) / 1000,
    },
  };
  const { first } = course;
  const fields: StrainFields = {
    positions: start.positions,
    linear: response.nonAffine,
    nonAffine: course.elastic ?? course.nonAffine,
    end: course.nonAffine,
    event: first?.nonAffine ?? null,
    later: course.later,
    before: first?.before.positions ?? null,
    after: first?.state.positions ?? null,
  };
  return { report, fields };
}

/**
 * Strains a sample athermally and quasistatically: F = exp(γE) in steps, each minimised (docs/physics.md, "Finite
 * strain"). Runs in the calling thread until done. Throws `BadInput` for settings that do not fit together, a
 * configuration that the model cannot take or that is no minimum, an unstable sample, and a box that becomes too narrow;
 * non-convergence and a stop requested through `control` are thrown as `Interrupted`.
 */
export function finiteStrain(input: StrainInput, control?: Control): StrainOutcome {
  return stagedRun(control, (clock) => strained(input, clock));
}

/** All but the positions at the start, which are the sample's own. */
function arraysOf({ linear, nonAffine, event, later, before, after }: StrainFields): ReportArray[] {
  // Counted as `events` of the report is, but from 1: `event` is the first.
  const events = Object.fromEntries(later.map((displacement, at) => [`event:${at + 2}`, displacement]));
  return Object.entries({ linear, nonAffine, event, ...events, before, after }).flatMap(
    ([name, data]): ReportArray[] => (data === null ? [] : [{ name, kind: 'vector', unit: 'σ', data }]),
  );
}

/** The same as an analysis. */
export function run(input: StrainInput, { control }: AnalysisTools): AnalysisOutcome<StrainReport> {
  const { report, fields } = finiteStrain(input, control);
  return { report, arrays: arraysOf(fields) };
}
