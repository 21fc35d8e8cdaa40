import { shearHarmonics, shearSummary } from '../analysis/elasticity/shear-modulus.ts';
import { fixModeSigns } from '../analysis/modes/mode-sign.ts';
import { magnitudes } from '../analysis/modes/participation-ratio.ts';
import { bondOrder } from '../analysis/order/bond-order.ts';
import { Interrupted } from '../analysis/run/stage-clock.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import { BadInput } from '../text/bad-input.ts';
import { analysisTask, estimateTask } from './analysis.contract.ts';
import { handleAnalysis, handleEstimate } from './analysis.handler.ts';
import { runnable, taskRunner } from './runnable-task.ts';
import {
  bondOrderTask,
  fieldsTask,
  lowestModesTask,
  responseFieldsTask,
  responseTask,
  tessellationTask,
} from './warm-task.ts';

/** Does every task that a warm worker can do. */
export const runWarmTask = taskRunner<WarmSample>([
  runnable(fieldsTask, ({ displacement }, { voronoi, tessellation }) => {
    if (displacement.length !== 2 * tessellation.particles)
      throw new BadInput(`a displacement of ${tessellation.particles} particles, got ${displacement.length} numbers`);
    const { transverse, longitudinal } = voronoi.split(displacement);
    const uNp = voronoi.netProjection(displacement);
    const { areas } = tessellation;
    return {
      uT: transverse,
      uL: longitudinal,
      uNp,
      absU: magnitudes(displacement),
      absUL: magnitudes(longitudinal),
      divUNp: voronoi.divergence(uNp),
      divU: voronoi.divergence(displacement),
      areaChange: voronoi.areaChange(displacement).map((change, index) => change / areas[index]),
    };
  }),
  runnable(tessellationTask, (_, { tessellation }) => {
    const { start, index } = tessellation.neighbours;
    // Copies: what is answered leaves this thread, and the sample keeps its own.
    return { start: start.slice(), index: index.slice() };
  }),
  runnable(lowestModesTask, ({ count }, { sample, hessian }) => {
    const { status, eigenvalues, displacements, solves } = hessian.lowestModes({ count });
    if (status !== 'converged')
      throw new Interrupted('not-converged', null, `the ${count} lowest modes did not converge in ${solves} solves`);
    fixModeSigns(sample, displacements);
    return { eigenvalues, displacements };
  }),
  runnable(bondOrderTask, (_, { tessellation }) => bondOrder(tessellation).local),
  runnable(responseTask, ({ pinned }, { pinning }) => {
    const start = performance.now();
    const route = pinned.length < 2 ? 'none' : pinning.route(pinned);
    const curvature = pinning.curvature(pinned);
    const harmonics = shearHarmonics(curvature);
    const summary = shearSummary(harmonics);
    return { curvature: [...curvature], harmonics, summary, route, milliseconds: performance.now() - start };
  }),
  runnable(responseFieldsTask, ({ pinned }, { pinning }) => pinning.respond(pinned).nonAffine),
  runnable(analysisTask, handleAnalysis),
  runnable(estimateTask, handleEstimate),
]);
