import { indicesInBackbone, scalarsOfWhole, vectorsOfBackbone, vectorsOfWhole } from '../analysis/backbone/backbone.ts';
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
  runnable(fieldsTask, ({ displacement: given }, { voronoi, tessellation, backbone }) => {
    const particles = backbone?.whole ?? tessellation.particles;
    if (given.length !== 2 * particles)
      throw new BadInput(`a displacement of ${particles} particles, got ${given.length} numbers`);
    const displacement = backbone === null ? given : vectorsOfBackbone(backbone, given);
    const { transverse, longitudinal } = voronoi.split(displacement);
    const uNp = voronoi.netProjection(displacement);
    const { areas } = tessellation;
    const scalars = (values: Float64Array) => (backbone === null ? values : scalarsOfWhole(backbone, values));
    const vectors = (values: Float64Array) => (backbone === null ? values : vectorsOfWhole(backbone, values));
    return {
      uT: vectors(transverse),
      uL: vectors(longitudinal),
      uNp: vectors(uNp),
      absU: scalars(magnitudes(displacement)),
      absUL: scalars(magnitudes(longitudinal)),
      divUNp: scalars(voronoi.divergence(uNp)),
      divU: scalars(voronoi.divergence(displacement)),
      areaChange: scalars(voronoi.areaChange(displacement).map((change, index) => change / areas[index])),
    };
  }),
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
  runnable(responseFieldsTask, ({ pinned }, { pinning, backbone }) => {
    if (backbone === null) return pinning.respond(pinned).nonAffine;
    return vectorsOfWhole(backbone, pinning.respond(indicesInBackbone(backbone, pinned)).nonAffine);
  }),
  runnable(analysisTask, handleAnalysis),
  runnable(estimateTask, handleEstimate),
]);
