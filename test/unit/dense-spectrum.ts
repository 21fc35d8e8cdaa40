import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import type { ReferenceSample } from './reference-samples.ts';

/** A glass at its minimum, in the kernels, and its dense spectrum without the translations. */
export function denseOf({ configuration, model }: ReferenceSample) {
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  if (sample.minimise({}).status !== 'converged') throw new Error('the reference sample does not relax');
  const hessian = sample.hessian();
  const size = 2 * sample.particles;
  const flat = hessian.dense();
  // A = M^(−1/2) H M^(−1/2).
  const mass = (at: number): number => model.species[configuration.species[Math.floor(at / 2)]].mass;
  for (let at = 0; at < flat.length; at++) flat[at] /= Math.sqrt(mass(Math.floor(at / size)) * mass(at % size));
  const dense = new Matrix(
    Array.from({ length: size }, (_, row) => Array.from(flat.subarray(row * size, (row + 1) * size))),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, at) => at).sort((a, b) => realEigenvalues[a] - realEigenvalues[b]);
  // The two translations are the smallest of a minimum.
  const kept = order.slice(2);
  const positions = sample.positions();
  const tessellation = periodicVoronoi(configuration.box, positions);
  return {
    sample,
    hessian,
    size,
    configuration: { ...configuration, positions },
    model,
    omega: kept.map((at) => Math.sqrt(realEigenvalues[at])),
    // u = M^(−1/2) e, of unit norm.
    modes: kept.map((column) => {
      const u = Float64Array.from(eigenvectorMatrix.getColumn(column), (value, at) => value / Math.sqrt(mass(at)));
      const norm = Math.hypot(...u);
      return u.map((value) => value / norm);
    }),
    equalMasses: model.species.every((kind) => kind.mass === model.species[0].mass),
    voronoi: new (addon().Voronoi)(tessellation.edges),
  };
}

export type Dense = ReturnType<typeof denseOf>;
