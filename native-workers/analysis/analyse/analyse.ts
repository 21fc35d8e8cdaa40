import {
  type Addon,
  addon,
  type Control,
  type MinimiseResult,
  type ModesResult,
  type NativeHessian,
} from '../../addon.ts';
import { boxArea, type Configuration } from '../../configuration/configuration.ts';
import { type Model, totalMass } from '../../models/model.ts';
import type { AnalysisSettings } from '../report/analysis-settings.ts';
import { checkConfiguration } from '../../configuration/check-configuration.ts';
import { indicesOf } from '../../configuration/indices-of-ids.ts';
import { sizeSummary } from '../../models/particle-sizes.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { configurationHash } from '../../configuration/configuration-hash.ts';
import { scalarsOfWhole, vectorsOfWhole } from '../backbone/backbone.ts';
import { findBackbone } from '../backbone/find-backbone.ts';
import { looseText } from '../backbone/loose-text.ts';
import type { LooseReport } from '../report/loose-report.ts';
import { vibrabilityReports, noVibrabilityReports } from '../key-core/vibrability-reports.ts';
import { elasticityReport, noElasticity } from '../elasticity/elasticity-report.ts';
import { isFarAsItStands, isFarByRelaxation } from './distance-from-minimum.ts';
import { modeReports } from '../modes/mode-reports.ts';
import { fixModeSigns } from '../modes/mode-sign.ts';
import { affineForces } from '../modes/quadrupole.ts';
import type { Report, ReportFields } from '../report/report.ts';
import { reportedModel, reportedSample } from '../report/reported-parts.ts';
import { withVerdict } from '../verdict/sample-verdict.ts';
import { Interrupted, type StageClock, stagedRun } from '../run/stage-clock.ts';
import { requireMinimum } from '../run/require-minimum.ts';
import { KEYCORE_VERSION } from '../../version.ts';
import { isContactModel } from '../../models/contact-model.ts';
import { packingReport } from '../packing/report-packing.ts';
import { vacanciesReport } from '../vacancies/report-vacancies.ts';
import { periodicVoronoi } from '../voronoi/voronoi.ts';

/** One configuration and what to do with it. */
export interface AnalyseInput {
  configuration: Configuration;
  model: Model;
  settings: AnalysisSettings;
  /** For provenance: file and frame, or configuration and seed. */
  source: string;
  /** For provenance: seed of a simulated sample. */
  seed: string | null;
  /** How the caller has minimised it already, if it has; it is then analysed as it stands. */
  minimised?: MinimiseResult;
}

/** Everything `analyze` finds, or why it found nothing. */
export interface AnalyseOutcome {
  report: Report;
  fields: ReportFields;
}

/** The translations, which are zero modes of every sample. */
const TRANSLATIONS = 2;

/** Why Ψ does not exist, or null where it does. */
function instability(hessian: NativeHessian, loose: LooseReport | null) {
  const { negative, zero } = hessian.inertia;
  if (loose?.reason !== undefined) return loose.reason;
  if (negative > 0)
    return `the Hessian has ${negative} negative eigenvalue${negative === 1 ? '' : 's'}: Ψ is defined at a minimum only`;
  if (zero > TRANSLATIONS)
    return `the Hessian has ${zero} zero eigenvalues instead of the ${TRANSLATIONS} translations: some particles are free to move (rattlers)`;
  return null;
}

/** JSON knows no NaN. */
function finiteOrNothing(value: number) {
  return Number.isNaN(value) ? null : value;
}

/** What a search for modes gives where there are none; of its own each time, as results are handed over to another thread. */
function noModes(): ModesResult {
  return {
    status: 'converged',
    eigenvalues: new Float64Array(0),
    displacements: new Float64Array(0),
    residuals: new Float64Array(0),
    complete: true,
    solves: 0,
  };
}

/** The lowest modes; none of a sample in which nothing presses or pulls, all of whose modes are zero modes. */
function modesOf(
  hessian: NativeHessian,
  loose: LooseReport | null,
  { modes: count }: AnalysisSettings,
  clock: StageClock,
) {
  if (loose?.notJammed === true || hessian.norm === 0) return noModes();
  const modes = clock.run('modes', () => hessian.lowestModes({ count }, clock.control));
  if (modes.status === 'converged') return modes;
  throw new Interrupted(modes.status, 'modes', `the ${count} lowest modes did not converge in ${modes.solves} solves`);
}

function run(input: AnalyseInput, clock: StageClock, kernels: Addon) {
  const { model, settings } = input;
  const { forceTolerance, maxEvaluations, qlmShares, qlmParticipants } = settings;
  const { configuration, notes } = clock.run('check', () => checkConfiguration(input.configuration, model));
  const configurationId = clock.run('check', () => configurationHash(input.configuration, model));
  const { box, ids } = configuration;

  const spec = sampleSpec(configuration, model);
  const whole = clock.run('forces', () => new kernels.Sample(spec));
  const asRead = clock.run('forces', () => whole.energetics());
  let relaxation: MinimiseResult | null = null;
  if (settings.relax && input.minimised === undefined && asRead.maxForce > forceTolerance) {
    relaxation = clock.run('minimise', () => whole.minimise({ forceTolerance, maxEvaluations }, clock.control));
    requireMinimum('minimise', relaxation, settings);
  }
  const { maxForce = 0, roundingForce = 0 } = relaxation ?? input.minimised ?? {};
  // Where the minimiser had to stop above the tolerance; see `MinimiseResult.roundingForce`.
  if (maxForce > forceTolerance)
    notes.push(
      `max|F| is ${maxForce.toExponential(1)}, not ${forceTolerance.toExponential(0)}: in a box of this size ` +
        `rounding the coordinates to doubles leaves forces of up to ${roundingForce.toExponential(1)}.`,
    );
  const relaxed = relaxation === null ? asRead : clock.run('forces', () => whole.energetics());

  const wholeHessian = clock.hold(clock.run('factorise', () => whole.hessian(clock.control)));
  const energyPerParticle = relaxed.energy / ids.length;
  const found = clock.run('loose particles', () =>
    findBackbone(
      {
        configuration: { ...configuration, positions: whole.positions() },
        model,
        sample: whole,
        hessian: wholeHessian,
        energyPerParticle,
        maxForce: relaxed.maxForce,
        forceTolerance,
      },
      kernels,
      clock,
    ),
  );
  // What is analysed from here on: the whole sample, or its backbone.
  const backbone = settings.backbone ? (found?.backbone ?? null) : null;
  const loose: LooseReport | null = found === null ? null : { ...found.report, leftOut: backbone !== null };
  if (loose !== null) notes.push(looseText(loose, wholeHessian.inertia.zero));
  const part = backbone?.part ?? null;
  const { sample, hessian } = backbone ?? { sample: whole, hessian: wholeHessian };
  const { ids: analysedIds, species } = backbone?.configuration ?? configuration;
  const particles = analysedIds.length;
  const analysed = backbone === null ? relaxed : clock.run('forces', () => sample.energetics());

  let liquid: boolean;
  let hessianAsRead: NativeHessian | null = null;
  if (relaxation === null) {
    liquid = isFarAsItStands(hessian, analysed.forces, box);
    hessianAsRead = wholeHessian;
  } else {
    // Of those that are held: a rattler may have gone anywhere.
    liquid = isFarByRelaxation(relaxation.moved.rms, box, ids.length);
    // Negative modes are never hidden: one more factorisation, at the positions of the file.
    if (liquid)
      hessianAsRead = clock.hold(clock.run('factorise as read', () => new kernels.Sample(spec).hessian(clock.control)));
  }
  const modes = modesOf(hessian, loose, settings, clock);
  clock.run('mode signs', () => fixModeSigns(sample, modes.displacements));
  const unstable = instability(hessian, loose);
  const vibrability = unstable === null ? clock.run('vibrability', () => hessian.vibrability(clock.control)) : null;

  // Not wrapped again: the rounding would cost the last digits of max|F|.
  const positions = sample.positions();
  const tessellation = clock.run('voronoi', () => periodicVoronoi(box, positions));
  const voronoi = clock.hold(clock.run('split', () => new kernels.Voronoi(tessellation.edges)));
  const spacing = Math.sqrt(boxArea(box) / particles);
  const reports = clock.run('split', () =>
    modeReports(modes, {
      particles,
      spacing,
      voronoi,
      forces: affineForces(sample, hessian.norm, spacing),
      vibrability,
      control: clock.control,
    }),
  );
  const cores = clock.run('key core', () =>
    vibrability === null
      ? noVibrabilityReports(settings, unstable ?? 'Ψ does not exist')
      : vibrabilityReports(
          tessellation,
          vibrability,
          modes.displacements.subarray(0, 2 * particles),
          analysedIds,
          settings,
        ),
  );
  const vacancies =
    vibrability === null || model.species.length > 1
      ? null
      : clock.run('key core', () => vacanciesReport(tessellation, vibrability, analysedIds).report);
  const packing = isContactModel(model)
    ? clock.run('packing', () =>
        packingReport({ sample: whole, configuration, model, energetics: relaxed, forceTolerance }),
      )
    : null;
  const elasticity =
    unstable === null
      ? clock.run('elasticity', () => {
          const keyCore = indicesOf(analysedIds, cores.keyCore.stringIds);
          return elasticityReport(sample, hessian, analysed.stress, box, keyCore);
        })
      : noElasticity(unstable);

  const described: Report = {
    sample: {
      ...reportedSample(ids.length, box, model),
      ...(configuration.sizes === undefined ? {} : { sizes: sizeSummary(configuration.sizes) }),
      energyPerParticle,
      maxForce: relaxed.maxForce,
      zeroModes: wholeHessian.inertia.zero,
      negativeModes: hessian.inertia.negative,
      maxForceAsRead: asRead.maxForce,
      moved: relaxation?.moved ?? null,
      liquid,
      negativeModesAsRead: hessianAsRead?.inertia.negative ?? null,
      notes,
    },
    ...(loose === null ? {} : { loose }),
    modes: reports,
    ...cores,
    ...(vacancies === null ? {} : { vacancies }),
    ...(packing === null ? {} : { packing }),
    elasticity,
    provenance: {
      version: KEYCORE_VERSION,
      variant: kernels.variant,
      ...reportedModel(model),
      source: input.source,
      seed: input.seed,
      configurationHash: configurationId,
      settings: { ...settings },
      relaxation:
        relaxation === null
          ? null
          : {
              evaluations: relaxation.evaluations,
              newtonSteps: relaxation.newtonSteps,
              ...(roundingForce > 0 ? { roundingForce } : {}),
            },
      modesComplete: modes.complete,
      wallSeconds: clock.wallSeconds,
    },
  };
  const report = clock.run('phonon share', () =>
    withVerdict(described, {
      positions,
      displacements: modes.displacements,
      totalMass: totalMass(species, model),
      qlmShares,
      qlmParticipants,
      control: clock.control,
    }),
  );
  if (part === null) return { report, fields: { positions, vibrability, displacements: modes.displacements } };
  const psi = vibrability === null ? null : scalarsOfWhole(part, vibrability);
  return {
    report: {
      ...report,
      vibrability: { ...report.vibrability, values: psi === null ? [] : Array.from(psi, finiteOrNothing) },
    },
    fields: {
      positions: whole.positions(),
      vibrability: psi,
      displacements: vectorsOfWhole(part, modes.displacements),
    },
  };
}

/**
 * The whole analysis of one configuration: check, relax, Hessian, loose particles, lowest modes, Ψ, Voronoi split, correlations,
 * quadrupoles, core and key core (docs/physics.md). Runs in the calling thread until done.
 * Throws `BadInput` for a configuration the model cannot take (see `checkConfiguration`); non-convergence and a stop
 * requested through `control` are outcomes, not errors.
 */
export function analyse(input: AnalyseInput, control?: Control, kernels: Addon = addon()): AnalyseOutcome {
  return stagedRun(control, (clock) => run(input, clock, kernels));
}
