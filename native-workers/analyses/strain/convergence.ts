import type { NativeHessian } from '../../addon.ts';
import { norm } from '../../analysis/modes/participation-ratio.ts';
import { boxArea } from '../../configuration/configuration.ts';
import { cutoffCrossings } from './cutoff-crossings.ts';
import { stepFrom } from './elastic-branch.ts';
import { refinement, type LinearResponse } from './linear-response.ts';
import type { Convergence } from './strain-report.ts';
import type { Loading, StrainedState } from './strained-state.ts';

/** Strains at which finite steps are held against linear response. */
export const CONVERGENCE_STEPS = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8] as const;

/** Relative difference of a field, times a factor, from another. */
function apart(field: Float64Array, factor: number, from: Float64Array) {
  const size = norm(from);
  // A perfect lattice has no non-affine displacement to compare with.
  return size > 0 ? norm(field.map((value, at) => value * factor - from[at])) / size : null;
}

/**
 * One step each way. The displacements and stresses are those of the exact minima: to the positions that doubles hold,
 * what is left to the minimum is added (`refinement`), or steps below 1e-6 would show the rounding of coordinates.
 */
export function convergenceAt(
  step: number,
  start: StrainedState,
  hessian: NativeHessian,
  response: LinearResponse,
  loading: Loading,
  energyTolerance: number,
): Convergence {
  const [forward, backward] = [step, -step].map((strain) => stepFrom(start, strain, loading, energyTolerance));
  const crossings = cutoffCrossings([start, forward.state, backward.state], loading.configuration, loading.model);
  const elastic = forward.elastic && backward.elastic;
  if (!elastic) return { step, field: null, oneSided: null, modulus: null, crossings, elastic, counts: false };
  const [here, ahead, behind] = [start, forward.state, backward.state].map((state) =>
    refinement(state, hessian, response),
  );
  const plus = forward.nonAffine.map((value, at) => value + ahead.displacement[at] - here.displacement[at]);
  const difference = backward.nonAffine.map(
    (value, at) => plus[at] - (value + behind.displacement[at] - here.displacement[at]),
  );
  const work = forward.state.work + ahead.work - (backward.state.work + behind.work);
  return {
    step,
    field: apart(difference, 1 / (2 * step), response.nonAffine),
    oneSided: apart(plus, 1 / step, response.nonAffine),
    modulus: work / (2 * step * boxArea(start.cell.box)),
    crossings,
    elastic,
    counts: crossings === 0,
  };
}
