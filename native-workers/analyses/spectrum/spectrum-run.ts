import { addon, type Control, type NativeHessian, type NativeSample } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { boxArea } from '../../configuration/configuration.ts';
import type {
  AnalysisEstimate,
  AnalysisOutcome,
  AnalysisTools,
  ReportArray,
  SampleInput,
} from '../../analysis/description/analysis.ts';
import { modelOf } from '../../models/model-of.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { bulkModulus, elasticResponse, type ElasticResponse } from '../../analysis/elasticity/elastic-response.ts';
import { Pinning } from '../../analysis/elasticity/pinning.ts';
import { enterStretch } from '../../analysis/run/sample-share.ts';
import { shearHarmonics } from '../../analysis/elasticity/shear-modulus.ts';
import { stagedRun, type StageClock } from '../../analysis/run/stage-clock.ts';
import type { WarmSample } from '../../analysis/warm/warm-sample.ts';
import { reportedExtreme, reportedMaker } from '../../analysis/report/reported-parts.ts';
import { periodicVoronoi } from '../../analysis/voronoi/voronoi.ts';
import { debyeLevel } from './debye-level.ts';
import { densityOfStates } from './density-of-states.ts';
import { modeCounts, spectrumEnd } from './mode-count.ts';
import {
  mapFieldName,
  type DebyeReport,
  type SpectrumReport,
  type WindowEstimate,
  type WindowReport,
} from './spectrum-report.ts';
import type { SpectrumSettings } from './spectrum-settings.ts';
import { confirmationText, estimateWindow } from './window-estimate.ts';
import { reducedMap, windowHistogram, windowSums } from './window-map.ts';

/** A sample at the positions that were analysed, and what to find of its spectrum. */
interface SpectrumInput extends SampleInput<SpectrumSettings> {
  /** Indices of the key-core string; empty where there is none. */
  keyCore: readonly number[];
  /** Whether somebody has seen what a window of very many modes costs, and wants it. */
  confirmed: boolean;
}

/** More pinned particles than this are no defect, and seconds of solves. */
const MAX_PINNED = 500;

/** What a sample is to the parts of its spectrum. */
interface Subject {
  input: SpectrumInput;
  sample: NativeSample;
  hessian: NativeHessian;
  massDensity: number;
}

/** The levels of the free sample and of that with its key core pinned; null for an unstable one. */
function debyeReports({ input, sample, hessian, massDensity }: Subject) {
  const { negative, zero } = modeCounts(hessian);
  if (negative > 0 || zero > 0) return { debye: null, debyePinned: null };
  const area = boxArea(input.configuration.box);
  const response = elasticResponse(sample, hessian, sample.energetics().stress, area);
  const levelOf = (elastic: Pick<ElasticResponse, 'curvature' | 'stress'>): DebyeReport =>
    debyeLevel({
      shear: shearHarmonics(elastic.curvature).constant,
      bulk: bulkModulus(elastic),
      massDensity,
      area,
      particles: hessian.particles,
    });
  const { keyCore } = input;
  const isDefect = keyCore.length > 1 && keyCore.length <= Math.min(MAX_PINNED, hessian.particles / 2);
  return {
    debye: levelOf(response),
    debyePinned: isDefect
      ? levelOf({ curvature: new Pinning(response, hessian).curvature(keyCore), stress: response.stress })
      : null,
  };
}

/** Tells the watcher of every further second that is done how much of the expected ones that makes. */
function paceOf(control: Control | undefined, total: number) {
  let done = 0;
  return (seconds: number) => {
    done += seconds;
    const share = Math.min(1, done / total);
    enterStretch(control, share, share);
  };
}

function windowOf(
  { input, hessian }: Subject,
  window: { lower: number; upper: number },
  estimate: WindowEstimate,
  advance: (seconds: number) => void,
  clock: StageClock,
): { window: WindowReport; map: Float64Array } {
  const { configuration, settings } = input;
  const { box, positions, ids } = configuration;
  const voronoi = clock.hold(clock.run('voronoi', () => new (addon().Voronoi)(periodicVoronoi(box, positions).edges)));
  let told = 0;
  const onModes = (done: number) => {
    advance((estimate.seconds * (done - told)) / Math.max(1, estimate.modes));
    told = done;
  };
  const { control } = clock;
  const sums = clock.run('window', () => windowSums(hessian, voronoi, window, control, onModes));
  const map = reducedMap(sums);
  const { lower, upper, omega, slices, worstResidual, transverse, participationRatio } = sums;
  return {
    window: {
      lower,
      upper,
      count: omega.length,
      complete: true,
      slices,
      worstResidual,
      omega,
      transverse,
      participationRatio,
      histogram: windowHistogram(sums, settings.windowBins, hessian),
      map: {
        field: mapFieldName(window),
        ...reportedExtreme(map, ids),
        values: Array.from(map),
      },
    },
    map,
  };
}

function computed(input: SpectrumInput, clock: StageClock): AnalysisOutcome<SpectrumReport> {
  const { configuration, settings, source } = input;
  const model = modelOf(input.model);
  const { control } = clock;
  const sample = clock.run('factorise', () => new (addon().Sample)(sampleSpec(configuration, model)));
  const hessian = clock.hold(clock.run('factorise', () => sample.hessian(control)));
  const mass = configuration.species.reduce((sum, kind) => sum + model.species[kind].mass, 0);
  const subject = { input, sample, hessian, massDensity: mass / boxArea(configuration.box) };
  const { window } = settings;
  const estimate = window === null ? null : clock.run('estimate', () => estimateWindow(hessian, window, control));
  if (estimate?.needsConfirmation === true && !input.confirmed)
    throw new BadInput(confirmationText(estimate), { field: '--yes' });
  const { all, negative, zero } = modeCounts(hessian);
  if (window !== null && window.lower === 0 && zero > 0)
    throw new BadInput(
      `the sample has ${zero} zero modes beside the translations: the window has to begin above ω = 0`,
      { field: 'window' },
    );

  const edgeSeconds = estimate?.factorisationSeconds ?? 1;
  const advance = paceOf(control, settings.bins * edgeSeconds + (estimate?.seconds ?? 0));
  const histogram = clock.run('histogram', () =>
    densityOfStates(hessian, settings.bins, settings.maximum ?? spectrumEnd(hessian, control), control, () =>
      advance(edgeSeconds),
    ),
  );
  const debye = clock.run('debye', () => debyeReports(subject));
  const made = window === null || estimate === null ? null : windowOf(subject, window, estimate, advance, clock);
  const report: SpectrumReport = {
    sample: {
      n: hessian.particles,
      modes: all,
      negativeModes: negative,
      zeroModes: zero,
      massDensity: subject.massDensity,
    },
    histogram,
    ...debye,
    window: made?.window ?? null,
    estimate,
    settings,
    provenance: {
      ...reportedMaker(),
      model: model.id,
      cutoffScheme: model.cutoffScheme,
      source,
      wallSeconds: clock.wallSeconds,
    },
  };
  const arrays: ReportArray[] =
    made === null ? [] : [{ name: made.window.map.field, kind: 'scalar', unit: 'mσ²/ε', data: made.map }];
  return { report, arrays };
}

/**
 * D(ω) by inertia counts, the Debye level of the moduli, and all modes of a window with the map D_i^T(ω)/ω
 * (docs/physics.md, "Spectrum"). Runs in the calling thread until done; `control` is told the share that is done.
 * Throws `BadInput` for a window that is none, lies beyond the spectrum or has not been confirmed; non-convergence and a stop are outcomes.
 */
export function run(input: SpectrumInput, { control }: AnalysisTools): AnalysisOutcome<SpectrumReport> {
  return stagedRun(control, (clock) => computed(input, clock));
}

/** What the window costs. */
export function estimate(warm: WarmSample, { window }: SpectrumSettings): AnalysisEstimate {
  if (window === null) return { needsConfirmation: false, message: 'D(ω) only', seconds: 0 };
  const found = estimateWindow(warm.hessian, window);
  return { ...found, message: confirmationText(found) };
}
