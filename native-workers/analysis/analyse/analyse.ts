import { type Addon, addon, type Control, type MinimiseResult, type NativeHessian } from '../../addon.ts';
import { boxArea, type Configuration } from '../../configuration/configuration.ts';
import { type Model, totalMass } from '../../models/model.ts';
import type { AnalysisSettings } from '../report/analysis-settings.ts';
import { checkConfiguration } from '../../configuration/check-configuration.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { configurationHash } from '../../configuration/configuration-hash.ts';
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
function instability(hessian: NativeHessian) {
  const { negative, zero } = hessian.inertia;
  if (negative > 0)
    return `the Hessian has ${negative} negative eigenvalue${negative === 1 ? '' : 's'}: Ψ is defined at a minimum only`;
  if (zero > TRANSLATIONS)
    return `the Hessian has ${zero} zero eigenvalues instead of the ${TRANSLATIONS} translations: some particles are free to move (rattlers)`;
  return null;
}

function run(input: AnalyseInput, clock: StageClock, kernels: Addon) {
  const { model, settings } = input;
  const { forceTolerance, maxEvaluations, qlmShares, qlmParticipants } = settings;
  const { configuration, notes } = clock.run('check', () => checkConfiguration(input.configuration, model));
  const configurationId = clock.run('check', () => configurationHash(input.configuration, model));
  const { box, ids } = configuration;
  const particles = ids.length;

  const spec = sampleSpec(configuration, model);
  const sample = clock.run('forces', () => new kernels.Sample(spec));
  const asRead = clock.run('forces', () => sample.energetics());
  let relaxation: MinimiseResult | null = null;
  if (settings.relax && input.minimised === undefined && asRead.maxForce > forceTolerance) {
    relaxation = clock.run('minimise', () => sample.minimise({ forceTolerance, maxEvaluations }, clock.control));
    requireMinimum('minimise', relaxation, settings);
  }
  const { maxForce = 0, roundingForce = 0 } = relaxation ?? input.minimised ?? {};
  // Where the minimiser had to stop above the tolerance; see `MinimiseResult.roundingForce`.
  if (maxForce > forceTolerance)
    notes.push(
      `max|F| is ${maxForce.toExponential(1)}, not ${forceTolerance.toExponential(0)}: in a box of this size ` +
        `rounding the coordinates to doubles leaves forces of up to ${roundingForce.toExponential(1)}.`,
    );
  const analysed = relaxation === null ? asRead : clock.run('forces', () => sample.energetics());

  const hessian = clock.hold(clock.run('factorise', () => sample.hessian(clock.control)));
  let liquid: boolean;
  let hessianAsRead: NativeHessian | null = null;
  if (relaxation === null) {
    liquid = isFarAsItStands(hessian, asRead.forces, box);
    hessianAsRead = hessian;
  } else {
    liquid = isFarByRelaxation(relaxation.moved.rms, box, particles);
    // Negative modes are never hidden: one more factorisation, at the positions of the file.
    if (liquid)
      hessianAsRead = clock.hold(clock.run('factorise as read', () => new kernels.Sample(spec).hessian(clock.control)));
  }
  const modes = clock.run('modes', () => hessian.lowestModes({ count: settings.modes }, clock.control));
  if (modes.status !== 'converged')
    throw new Interrupted(
      modes.status,
      'modes',
      `the ${settings.modes} lowest modes did not converge in ${modes.solves} solves`,
    );
  clock.run('mode signs', () => fixModeSigns(sample, modes.displacements));
  const unstable = instability(hessian);
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
      : vibrabilityReports(tessellation, vibrability, modes.displacements.subarray(0, 2 * particles), ids, settings),
  );
  const vacancies =
    vibrability === null || model.species.length > 1
      ? null
      : clock.run('key core', () => vacanciesReport(tessellation, vibrability, ids).report);
  const elasticity =
    unstable === null
      ? clock.run('elasticity', () => {
          const keyCore = cores.keyCore.stringIds.map((id) => ids.indexOf(id));
          return elasticityReport(sample, hessian, analysed.stress, box, keyCore);
        })
      : noElasticity(unstable);

  const described: Report = {
    sample: {
      ...reportedSample(particles, box, model),
      energyPerParticle: analysed.energy / particles,
      maxForce: analysed.maxForce,
      zeroModes: hessian.inertia.zero,
      negativeModes: hessian.inertia.negative,
      maxForceAsRead: asRead.maxForce,
      moved: relaxation?.moved ?? null,
      liquid,
      negativeModesAsRead: hessianAsRead?.inertia.negative ?? null,
      notes,
    },
    modes: reports,
    ...cores,
    ...(vacancies === null ? {} : { vacancies }),
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
      totalMass: totalMass(configuration.species, model),
      qlmShares,
      qlmParticipants,
      control: clock.control,
    }),
  );
  return { report, fields: { positions, vibrability, displacements: modes.displacements } };
}

/**
 * The whole analysis of one configuration: check, relax, Hessian, lowest modes, Ψ, Voronoi split, correlations,
 * quadrupoles, core and key core (docs/physics.md). Runs in the calling thread until done.
 * Throws `BadInput` for a configuration the model cannot take (see `checkConfiguration`); non-convergence and a stop
 * requested through `control` are outcomes, not errors.
 */
export function analyse(input: AnalyseInput, control?: Control, kernels: Addon = addon()): AnalyseOutcome {
  return stagedRun(control, (clock) => run(input, clock, kernels));
}
