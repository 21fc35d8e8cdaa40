import type { Control } from '../../../native-workers/addon.ts';
import { wrapPositions } from '../../../native-workers/configuration/configuration.ts';
import { FigureSample, type FigureSampleArrays } from '../../figures/sample/figure-sample.ts';
import { centreOfKeyCore, squareOf } from '../../figures/panels/key-core.ts';
import type { MovieRequest } from '../movie-request.ts';
import type { Motion, Movie } from '../painter/movie.ts';
import { modeMotion } from './mode-motion.ts';
import { quenchMotion } from './quench-motion.ts';
import { strainMotion } from './strain-motion.ts';
import { thetaMotion } from './theta-motion.ts';

function titleOf({ project, number, modelLabel, ids }: FigureSampleArrays) {
  return `${project}, sample ${number}: ${modelLabel}, N = ${ids.length}`;
}

/**
 * Everything that a movie of a sample is painted from. Throws `BadInput` for what the sample cannot have, `Interrupted`
 * where a calculation does not arrive or is stopped.
 */
export function movieOf(arrays: FigureSampleArrays, request: MovieRequest, control: Control | undefined): Movie {
  const sample = new FigureSample(arrays);
  try {
    const common = (motion: Motion): Movie => ({
      title: titleOf(arrays),
      box: arrays.box,
      centre: centreOfKeyCore(sample),
      positions: wrapPositions(arrays.box, arrays.positions),
      species: arrays.species,
      radii: sample.radii,
      vibrability: arrays.vibrability,
      keyCore: sample.indices(sample.report.keyCore.stringIds),
      square: squareOf(sample),
      motion,
    });
    switch (request.kind) {
      case 'mode':
        return common(modeMotion(sample, request));
      case 'theta':
        return common(thetaMotion(sample, request));
      case 'strain':
        return common(strainMotion(sample, request, control));
      case 'quench': {
        const { motion, start, diameters, isOwn } = quenchMotion(arrays, request, control);
        const radii = diameters.map((diameter) => diameter / 2);
        const quench = { ...common(motion), positions: start, radii };
        // In another minimum neither Ψ nor the key core of the stored sample means anything.
        return isOwn ? quench : { ...quench, vibrability: null, keyCore: [], square: null };
      }
    }
  } finally {
    sample.dispose();
  }
}
