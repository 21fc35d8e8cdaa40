import { addon, type Control, type ModesResult, type NativeHessian, type NativeSample } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { boxArea } from '../../configuration/configuration.ts';
import type { AnalysisOutcome, AnalysisTools, SampleInput } from '../../analysis/description/analysis.ts';
import { modelOf } from '../../models/model-of.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { analysisSettingsSchema } from '../../analysis/report/analysis-settings.ts';
import { checkConfiguration } from '../../configuration/check-configuration.ts';
import { configurationHash } from '../../configuration/configuration-hash.ts';
import { modeCentre } from '../../analysis/modes/mode-centre.ts';
import { modeReports, signedFrequency } from '../../analysis/modes/mode-reports.ts';
import { fixModeSigns } from '../../analysis/modes/mode-sign.ts';
import { startingBonds } from './pseudo-harmonic-starts.ts';
import type { PseudoMode, PseudoModesReport } from './pseudo-modes-report.ts';
import { STARTS_A_MODE, type PseudoModesSettings } from './pseudo-modes-settings.ts';
import { affineForces } from '../../analysis/modes/quadrupole.ts';
import { requireStable } from '../../analysis/run/require-minimum.ts';
import { Interrupted, stagedRun, type StageClock } from '../../analysis/run/stage-clock.ts';
import { reportedMaker, reportedSample } from '../../analysis/report/reported-parts.ts';
import { periodicVoronoi } from '../../analysis/voronoi/voronoi.ts';

type PseudoModesInput = SampleInput<PseudoModesSettings>;

export interface PseudoModesOutcome {
  report: PseudoModesReport;
  /** modes × 2N, zᵀMz = 1, signs fixed (softer side plus). */
  displacements: Float64Array;
}

/** Defaults of the relaxation of a file. */
const { forceTolerance, maxEvaluations } = analysisSettingsSchema.parse({});

function relax(sample: NativeSample, clock: StageClock) {
  if (sample.energetics().maxForce <= forceTolerance) return;
  const { status, maxForce } = sample.minimise({ forceTolerance, maxEvaluations }, clock.control);
  if (status !== 'converged')
    throw new Interrupted(
      status,
      'minimise',
      `max|F| is ${maxForce.toExponential(2)} after ${maxEvaluations} force evaluations`,
    );
}

/**
 * What the search begins with: all bonds, how many of them are far enough from each other, the rows of those that are
 * used, and the lowest modes.
 */
function startsOf(
  sample: NativeSample,
  hessian: NativeHessian,
  { configuration: { box }, settings }: PseudoModesInput,
  clock: StageClock,
) {
  const bonds = clock.run('bond compliances', () => addon().bondCompliances(hessian, clock.control));
  const apart = clock.run('starts', () => startingBonds(bonds, sample.positions(), box, settings.spacing));
  const used = apart.subarray(0, settings.starts ?? STARTS_A_MODE * settings.count);
  const low =
    settings.lowModes === 0
      ? null
      : clock.run('modes', () => hessian.lowestModes({ count: settings.lowModes }, clock.control));
  if (low !== null && low.status !== 'converged')
    throw new Interrupted(low.status, 'modes', `the ${settings.lowModes} lowest modes did not converge`);
  return { bonds, apart: apart.length, used, low };
}

function search(
  hessian: NativeHessian,
  { bonds, used, low }: ReturnType<typeof startsOf>,
  { count, tolerance, maxIterations, overlap }: PseudoModesSettings,
  clock: StageClock,
) {
  const force = new Float64Array(2 * used.length);
  used.forEach((row, at) => force.set(bonds.direction.subarray(2 * row, 2 * row + 2), 2 * at));
  const result = clock.run('pseudo-modes', () =>
    addon().pseudoHarmonicModes(
      hessian,
      {
        count,
        tolerance,
        maxIterations,
        overlap,
        dipoles: { first: used.map((row) => bonds.first[row]), second: used.map((row) => bonds.second[row]), force },
        ...(low === null ? {} : { fields: low.displacements }),
      },
      clock.control,
    ),
  );
  if (result.status !== 'converged')
    throw new Interrupted(
      result.status,
      'pseudo-modes',
      `none of ${result.unconverged} starts came to a minimum in ${maxIterations} steps; try a larger tolerance`,
    );
  return result;
}

/** The mode of the Hessian that a field overlaps with most. */
function nearestMode(field: Float64Array, low: ModesResult | null, masses: Float64Array) {
  if (low === null) return null;
  let nearest = { index: 0, overlap: -1 };
  for (let index = 0; index < low.eigenvalues.length; index++) {
    const from = index * field.length;
    let sum = 0;
    for (let at = 0; at < field.length; at++) sum += masses[at >> 1] * field[at] * low.displacements[from + at];
    if (Math.abs(sum) > nearest.overlap) nearest = { index, overlap: Math.abs(sum) };
  }
  return nearest;
}

function searched(given: PseudoModesInput, clock: StageClock) {
  const { settings, source } = given;
  const model = modelOf(given.model);
  if (settings.starts === 0 && settings.lowModes === 0)
    throw new BadInput('no bond and no mode to start from; expected at least one of them', { field: 'starts' });
  const { configuration } = clock.run('check', () => checkConfiguration(given.configuration, model));
  const { box, ids, species } = configuration;
  const input = { ...given, configuration };
  const kernels = addon();
  const sample = new kernels.Sample(sampleSpec(configuration, model));
  if (input.relax) clock.run('minimise', () => relax(sample, clock));
  const positions = sample.positions();
  const hessian = clock.hold(clock.run('factorise', () => sample.hessian(clock.control)));
  requireStable(hessian, {
    negative: (count) =>
      `this sample is unstable: its Hessian has ${count}, and pseudo-harmonic modes exist at a minimum of the energy only; analyse it with relaxation`,
    zero: (count) =>
      `this sample is unstable: its Hessian has ${count} zero eigenvalues instead of the two translations: some particles are free to move (rattlers), and C(z) has no minimum above 0`,
  });
  const starts = startsOf(sample, hessian, input, clock);
  const found = search(hessian, starts, settings, clock);
  const { displacements } = found;
  clock.run('mode signs', () => fixModeSigns(sample, displacements));
  const vibrability = clock.run('vibrability', () => hessian.vibrability(clock.control));
  const tessellation = clock.run('voronoi', () => periodicVoronoi(box, positions));
  const voronoi = clock.hold(clock.run('split', () => new kernels.Voronoi(tessellation.edges)));
  const particles = ids.length;
  const spacing = Math.sqrt(boxArea(box) / particles);
  const forces = affineForces(sample, hessian.norm, spacing);
  const reports = clock.run('split', () =>
    modeReports(
      { ...found, eigenvalues: found.stiffness, complete: false },
      { particles, spacing, voronoi, forces, vibrability, control: clock.control },
    ),
  );
  const masses = Float64Array.from(species, (kind) => model.species[kind].mass);
  const { low, bonds, used } = starts;
  const fromModes = low?.eigenvalues.length ?? 0;
  const modes = reports.map((mode, k): PseudoMode => {
    const field = displacements.subarray(2 * particles * k, 2 * particles * (k + 1));
    const centre = modeCentre(box, positions, field);
    const start = found.starts[k];
    const row = used[start - fromModes];
    return {
      ...mode,
      cost: found.cost[k],
      participants: particles * mode.pr,
      centre: centre.position,
      centreId: ids[centre.index],
      iterations: found.iterations[k],
      start: start < fromModes ? { mode: start } : { bond: [ids[bonds.first[row]], ids[bonds.second[row]]] },
      hits: found.hits[k],
      nearestMode: nearestMode(field, low, masses),
    };
  });
  const report: PseudoModesReport = {
    sample: {
      ...reportedSample(particles, box, model),
      maxForce: sample.energetics().maxForce,
      lowestOmega: low === null ? null : signedFrequency(low.eigenvalues[0]),
    },
    modes,
    search: {
      bonds: bonds.first.length,
      apart: starts.apart,
      starts: fromModes + used.length,
      fromBonds: used.length,
      fromModes,
      distinct: found.distinct,
      merged: found.merged,
      mergedEarly: found.mergedEarly,
      unconverged: found.unconverged,
      solves: found.solves,
    },
    provenance: {
      ...reportedMaker(),
      source,
      configurationHash: configurationHash(input.relax ? { ...configuration, positions } : given.configuration, model),
      settings,
      wallSeconds: clock.wallSeconds,
    },
  };
  return { report, displacements };
}

/**
 * Pseudo-harmonic modes of one sample: the minima of C(z) = (zᵀHz)²/Σ_pairs |z_ij|⁴ that searches from its softest bonds
 * and lowest modes come to, those of lowest κ = zᵀHz/zᵀMz first (Richard et al., PRL 126, 015501 (2021)). Runs in the
 * calling thread until done. Throws `BadInput` for a configuration that the model cannot take, a search without a start
 * and an unstable sample; non-convergence and a stop requested through `control` are thrown as `Interrupted`.
 */
export function pseudoHarmonicModes(input: PseudoModesInput, control?: Control): PseudoModesOutcome {
  return stagedRun(control, (clock) => searched(input, clock));
}

/** The same as an analysis. */
export function run(input: PseudoModesInput, { control }: AnalysisTools): AnalysisOutcome<PseudoModesReport> {
  const { report, displacements } = pseudoHarmonicModes(input, control);
  const size = 2 * report.sample.n;
  const arrays = report.modes.map((_, at) => ({
    name: `z:${at}`,
    kind: 'vector' as const,
    unit: 'm^(−1/2)',
    data: displacements.slice(at * size, (at + 1) * size),
  }));
  return { report, arrays };
}
