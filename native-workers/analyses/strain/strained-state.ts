import { addon, type MinimiseResult, type NativeSample, type SampleSpec } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { boxArea, nearestImage, type Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/registry.ts';
import { largestCutoff } from '../../configuration/pair-potential.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { checkBox } from '../../configuration/check-configuration.ts';
import { largestDisplacement } from '../../analysis/modes/participation-ratio.ts';
import { fixModeSigns } from '../../analysis/modes/mode-sign.ts';
import { Interrupted, type StageClock } from '../../analysis/run/stage-clock.ts';
import { contract, deformation, type DisplacementGradient } from './generator.ts';
import { deform, stressInSampleAxes, toSampleAxes, unstrainedCell, type StrainedCell } from './strained-cell.ts';

/** What stays the same while a sample is strained. */
export interface Loading {
  /** Ids and species; its positions are those of the start. */
  configuration: Configuration;
  model: Model;
  /** E of F = exp(γE). */
  generator: DisplacementGradient;
  forceTolerance: number;
  maxEvaluations: number;
  clock: StageClock;
  /** Counts force evaluations. */
  spent: { evaluations: number };
}

/** A sample in its minimum at one strain. */
export interface StrainedState {
  /** γ. */
  strain: number;
  cell: StrainedCell;
  /** In the axes of the box, wrapped about the origin; 2N. */
  positions: Float64Array;
  sample: NativeSample;
  energy: number;
  /** σ_xx, σ_xy, σ_yy in the axes of the unstrained sample, as all below. */
  stress: [number, number, number];
  /** dU/dγ = V σ:E. */
  work: number;
  /** V₀⁻¹ dU/dγ. */
  driving: number;
  maxForce: number;
  /** F left by the minimisation, 2N. */
  forces: Float64Array;
}

/** Why a minimisation did not arrive. */
function notArrived(result: MinimiseResult, { forceTolerance, spent }: Loading, where: string) {
  const status = result.status === 'cancelled' ? 'cancelled' : 'not-converged';
  return new Interrupted(
    status,
    'minimise',
    `max|F| is ${result.maxForce.toExponential(2)} ${where}, wanted ${forceTolerance.toExponential(0)}; ` +
      `${spent.evaluations} force evaluations so far`,
  );
}

/** Force evaluations after which a descent is looked at: is it at a saddle? */
const PATIENCE = 5000;
/** max|F| below which it may be at one. */
const STATIONARY_FORCE = 1e-6;
/** Largest displacement by which a sample is pushed off a saddle, σ. */
const PUSH = 1e-3;
/** Descents that end at saddles before it is given up. */
const MAX_PUSHES = 8;

/** Displacement off a saddle along its lowest mode, to the softer side; null where no eigenvalue is negative. */
function wayOff(sample: NativeSample, clock: StageClock): Float64Array | null {
  const hessian = clock.run('factorise', () => sample.hessian(clock.control));
  try {
    if (hessian.inertia.negative === 0) return null;
    const { displacements } = clock.run('modes', () => hessian.lowestModes({ count: 1 }, clock.control));
    fixModeSigns(sample, displacements);
    const scale = PUSH / largestDisplacement(displacements);
    return displacements.map((value) => scale * value);
  } finally {
    hessian.dispose();
  }
}

/**
 * Takes a sample into a minimum. In a crystal the forces may lead to a saddle, by symmetry, where no sample stays that
 * is disturbed however little: there it is pushed down to one side. Throws `Interrupted` where it does not arrive.
 */
function settled(spec: SampleSpec, loading: Loading, where: string) {
  const { clock, forceTolerance, spent } = loading;
  let sample = new (addon().Sample)(spec);
  let left = loading.maxEvaluations;
  let pushes = 0;
  for (;;) {
    const maxEvaluations = Math.min(left, PATIENCE);
    const result = sample.minimise({ forceTolerance, maxEvaluations }, clock.control);
    spent.evaluations += result.evaluations;
    left -= result.evaluations;
    const arrived = result.status === 'converged';
    const stationary = arrived || result.maxForce < STATIONARY_FORCE;
    if (result.status === 'cancelled') throw notArrived(result, loading, where);
    const off = stationary ? wayOff(sample, clock) : null;
    if (off !== null && pushes < MAX_PUSHES) {
      pushes += 1;
      sample = new (addon().Sample)({ ...spec, positions: sample.positions().map((value, at) => value + off[at]) });
      continue;
    }
    if (off !== null)
      throw new Interrupted('not-converged', 'minimise', `${pushes} descents ended at saddles ${where}`);
    if (arrived) return sample;
    // One that stopped before its budget was spent is stuck.
    if (left <= 0 || result.evaluations < maxEvaluations) throw notArrived(result, loading, where);
  }
}

function stateOf(sample: NativeSample, strain: number, cell: StrainedCell, loading: Loading): StrainedState {
  const { energy, stress: inBox, maxForce, forces } = sample.energetics();
  const stress = stressInSampleAxes(cell, inBox);
  const work = boxArea(cell.box) * contract(stress, loading.generator);
  return {
    strain,
    cell,
    positions: sample.positions(),
    sample,
    energy,
    stress,
    maxForce,
    work,
    driving: work / boxArea(loading.configuration.box),
    forces: toSampleAxes(cell, forces),
  };
}

/** The sample at strain 0, where its forces vanish; whether that is a minimum is looked at later. */
export function unstrainedState(loading: Loading): StrainedState {
  const { configuration, model } = loading;
  const cell = unstrainedCell(configuration.box);
  const sample = new (addon().Sample)(sampleSpec({ ...configuration, box: cell.box }, model));
  const { forceTolerance, maxEvaluations, clock, spent } = loading;
  const result = sample.minimise({ forceTolerance, maxEvaluations }, clock.control);
  spent.evaluations += result.evaluations;
  if (result.status !== 'converged') throw notArrived(result, loading, 'at strain 0');
  return stateOf(sample, 0, cell, loading);
}

/** A further step and what it did. */
export interface Advance {
  state: StrainedState;
  /** r − F r₀ over the step, in the axes of the unstrained sample; 2N. */
  nonAffine: Float64Array;
  /** Largest |·| of it. */
  moved: number;
}

/**
 * One athermal quasistatic step: box and particles follow exp(hE), then the energy is minimised. The non-affine
 * displacement is kept to the rounding of coordinates: what rounding the affine motion lost is made good.
 * Throws `BadInput` where the box has become too narrow, `Interrupted` where the minimisation does not arrive.
 */
export function advance(from: StrainedState, step: number, loading: Loading): Advance {
  const { configuration, model, generator } = loading;
  const strain = from.strain + step;
  const { cell, increment } = deform(from.cell, deformation(generator, step));
  try {
    checkBox(cell.box, model, largestCutoff(configuration, model));
  } catch (error) {
    if (error instanceof BadInput) throw new BadInput(`at strain ${strain.toPrecision(6)}: ${error.message}`);
    throw error;
  }
  const count = from.positions.length;
  const affine = new Float64Array(count);
  const lost = new Float64Array(count);
  for (let at = 0; at < count; at += 2) {
    const [x, y] = [from.positions[at], from.positions[at + 1]];
    const dx = increment[0] * x + increment[1] * y;
    const dy = increment[2] * x + increment[3] * y;
    affine[at] = x + dx;
    affine[at + 1] = y + dy;
    lost[at] = dx - (affine[at] - x);
    lost[at + 1] = dy - (affine[at + 1] - y);
  }
  const spec = sampleSpec({ ...configuration, positions: affine, box: cell.box }, model);
  const sample = settled(spec, loading, `at strain ${strain.toPrecision(6)}`);
  const state = stateOf(sample, strain, cell, loading);
  const inBox = new Float64Array(count);
  for (let at = 0; at < count; at += 2) {
    const [dx, dy] = nearestImage(cell.box, state.positions[at] - affine[at], state.positions[at + 1] - affine[at + 1]);
    inBox[at] = dx - lost[at];
    inBox[at + 1] = dy - lost[at + 1];
  }
  const nonAffine = toSampleAxes(cell, inBox);
  return { state, nonAffine, moved: largestDisplacement(nonAffine) };
}

/** Work of the stress less the rise of U from one state to the next: 0 on an elastic branch but for third order. */
export function dissipated(before: StrainedState, after: StrainedState): number {
  return 0.5 * (after.strain - before.strain) * (before.work + after.work) - (after.energy - before.energy);
}
