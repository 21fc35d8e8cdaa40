import { dot, norm } from '../../analysis/modes/participation-ratio.ts';
import type { StageClock } from '../../analysis/run/stage-clock.ts';
import type { LoadingStep } from './elastic-branch.ts';
import type { PlasticEvent, StrainReport } from './strain-report.ts';
import { toSampleAxes } from './strained-cell.ts';
import type { Loading, StrainedState } from './strained-state.ts';

/** States before an event whose lowest eigenvalue is taken; each costs a factorisation. */
const APPROACH = 4;

/** A state as the report has it. */
export function reportedState({ strain, energy, stress, driving, maxForce }: StrainedState): StrainReport['start'] {
  return { strain, energy, stress, driving, maxForce };
}

export function reportedCell({ cell }: StrainedState): Pick<StrainReport['end'], 'box' | 'rotationDegrees'> {
  const { box, cosine, sine } = cell;
  return { box: [box.lx, box.ly, box.xy], rotationDegrees: (Math.atan2(sine, cosine) * 180) / Math.PI };
}

/**
 * Lowest eigenvalue of a state and its mode, in the axes of the box, as the positions are. Null where the calculation does
 * not converge, which near a fold it may not.
 */
function softestMode(state: StrainedState, clock: StageClock) {
  const hessian = clock.run('factorise', () => state.sample.hessian(clock.control));
  try {
    const modes = clock.run('modes', () => hessian.lowestModes({ count: 1 }, clock.control));
    if (modes.status !== 'converged') return null;
    return { eigenvalue: modes.eigenvalues[0], mode: modes.displacements };
  } finally {
    hessian.dispose();
  }
}

/** Where λ² of the last two states, which falls linearly to a fold, is extrapolated to 0. */
function foldOf(approach: PlasticEvent['approach']) {
  const [first, last] = approach.slice(-2);
  if (approach.length < 2) return null;
  const fall = first.eigenvalue ** 2 - last.eigenvalue ** 2;
  if (!(fall > 0) || last.eigenvalue < 0) return null;
  return last.strain + (last.eigenvalue ** 2 * (last.strain - first.strain)) / fall;
}

function overlap(displacement: Float64Array, mode: Float64Array) {
  return Math.abs(dot(displacement, mode)) / (norm(displacement) * norm(mode));
}

/** Displacement of a step in the axes of the box before it, as its modes are. */
function inBoxAxes({ before, nonAffine }: LoadingStep) {
  return toSampleAxes({ ...before.cell, sine: -before.cell.sine }, nonAffine);
}

/** Where no threshold is stated: this share of the largest displacement. */
const MOVED_SHARE = 0.5;

/**
 * What happened in a step that was not elastic. `path`: the last states before it, oldest first. `stated`: displacement
 * above which a particle has moved, or null for half of the largest.
 */
export function plasticEvent(
  step: LoadingStep,
  path: readonly StrainedState[],
  stated: number | null,
  { configuration, clock }: Loading,
): PlasticEvent {
  const { before, state, nonAffine } = step;
  const { ids } = configuration;
  const distances = Float64Array.from(ids, (_, i) => Math.hypot(nonAffine[2 * i], nonAffine[2 * i + 1]));
  const furthest = Array.from(ids.keys()).sort((a, b) => distances[b] - distances[a]);
  const threshold = stated ?? MOVED_SHARE * distances[furthest[0]];
  const moved = furthest.filter((i) => distances[i] > threshold);
  const squares = distances.map((distance) => distance ** 2);
  const [sum, sumOfSquares] = [squares, squares.map((square) => square ** 2)].map((values) =>
    values.reduce((total, value) => total + value, 0),
  );
  const softest = path.slice(-APPROACH).map((at) => ({ strain: at.strain, found: softestMode(at, clock) }));
  const approach = softest.flatMap(({ strain, found }) =>
    found === null ? [] : [{ strain, eigenvalue: found.eigenvalue }],
  );
  const last = softest.at(-1)?.found ?? null;
  const criticalStrain = foldOf(approach);
  const sign = Math.sign(state.strain - before.strain);
  const [first, behind] = [before, state].map(reportedState);
  return {
    before: first,
    after: behind,
    stressDrop: sign * (first.driving - behind.driving),
    energyDrop: step.dissipated,
    moved: { threshold, ids: moved.map((i) => ids[i]), distances: moved.map((i) => distances[i]) },
    largest: { id: ids[furthest[0]], distance: distances[furthest[0]] },
    participants: sumOfSquares > 0 ? sum ** 2 / sumOfSquares : 0,
    approach,
    criticalStrain,
    softestOverlap: last === null ? null : overlap(inBoxAxes(step), last.mode),
    cell: reportedCell(state),
    ...(criticalStrain === null
      ? { reason: 'the last states before the event are too few, or not softening, to extrapolate to its strain' }
      : {}),
  };
}
