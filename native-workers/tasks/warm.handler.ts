import { indicesInBackbone, vectorsOfWhole } from '../analysis/backbone/backbone.ts';
import { shearHarmonics, shearSummary } from '../analysis/elasticity/shear-modulus.ts';
import { fixModeSigns } from '../analysis/modes/mode-sign.ts';
import { bondOrder } from '../analysis/order/bond-order.ts';
import { Interrupted } from '../analysis/run/stage-clock.ts';
import { displacedEnergies } from '../analysis/warm/displaced-energies.ts';
import { derivedFields, nonAffineFields } from '../analysis/warm/derived-fields.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import { analysisTask, estimateTask } from './analysis.contract.ts';
import { handleAnalysis, handleEstimate } from './analysis.handler.ts';
import { runnable, taskRunner } from './runnable-task.ts';
import {
  bondOrderTask,
  displacedEnergiesTask,
  fieldsTask,
  lowestModesTask,
  responseFieldsTask,
  responseTask,
  tessellationTask,
} from './warm-task.ts';

/** Does every task that a warm worker can do. */
export const runWarmTask = taskRunner<WarmSample>([
  runnable(fieldsTask, ({ displacement }, warm) => derivedFields(warm, displacement)),
  runnable(tessellationTask, (_, { wholeTessellation }) => {
    const { start, index } = wholeTessellation.neighbours;
    // Copies: what is answered leaves this thread, and the sample keeps its own.
    return { start: start.slice(), index: index.slice() };
  }),
  runnable(lowestModesTask, ({ count }, { sample, hessian, backbone }) => {
    const { status, eigenvalues, displacements, solves } = hessian.lowestModes({ count });
    if (status !== 'converged')
      throw new Interrupted('not-converged', null, `the ${count} lowest modes did not converge in ${solves} solves`);
    fixModeSigns(sample, displacements);
    return {
      eigenvalues,
      displacements: backbone === null ? displacements : vectorsOfWhole(backbone, displacements),
    };
  }),
  runnable(displacedEnergiesTask, ({ displacement, factors }, warm) => displacedEnergies(warm, displacement, factors)),
  runnable(bondOrderTask, (_, { wholeTessellation }) => bondOrder(wholeTessellation).local),
  runnable(responseTask, ({ pinned: given }, { pinning, backbone }) => {
    const start = performance.now();
    const pinned = backbone === null ? given : indicesInBackbone(backbone, given);
    const route = pinned.length < 2 ? 'none' : pinning.route(pinned);
    const curvature = pinning.curvature(pinned);
    const harmonics = shearHarmonics(curvature);
    const summary = shearSummary(harmonics);
    return { curvature: [...curvature], harmonics, summary, route, milliseconds: performance.now() - start };
  }),
  runnable(responseFieldsTask, ({ pinned }, warm) => nonAffineFields(warm, pinned)),
  runnable(analysisTask, handleAnalysis),
  runnable(estimateTask, handleEstimate),
]);
