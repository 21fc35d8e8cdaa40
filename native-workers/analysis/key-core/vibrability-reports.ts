import type { AnalysisSettings } from '../report/analysis-settings.ts';
import { core, indexOfMaximum, keyCore } from './vibrability-core.ts';
import { delaunayTriangles } from '../voronoi/delaunay-triangles.ts';
import { keyCoreSquare } from './key-core-square.ts';
import type { Report } from '../report/report.ts';
import type { Voronoi } from '../voronoi/voronoi.ts';

/** The parts of a report that follow from Ψ. */
export type VibrabilityReports = Pick<Report, 'vibrability' | 'core' | 'keyCore'>;

const NO_SQUARE = { squareIds: null, squareScore: null, squareness: null, squarePurity: null };

/** Ψ, core, key-core string and square in terms of particle ids. `lowestMode`: u of mode 0, length 2N. */
export function vibrabilityReports(
  voronoi: Voronoi,
  vibrability: Float64Array,
  lowestMode: Float64Array,
  ids: Int32Array,
  settings: AnalysisSettings,
): VibrabilityReports {
  const idsOf = (indices: Int32Array) => Array.from(indices, (index) => ids[index]);
  const whole = core(voronoi.neighbours, vibrability, settings.coreThreshold);
  const key = keyCore(voronoi.neighbours, vibrability, settings.keyCoreFraction);
  const found = keyCoreSquare(voronoi, delaunayTriangles(voronoi), lowestMode, key.cluster, {
    purity: settings.squarePurity,
    squareness: settings.squareSquareness,
  });
  let sum = 0;
  for (const value of vibrability) sum += value;
  const { square } = found;
  return {
    vibrability: {
      max: vibrability[indexOfMaximum(vibrability)],
      mean: sum / vibrability.length,
      values: Array.from(vibrability),
    },
    core: { threshold: settings.coreThreshold, ids: idsOf(whole.all), clusterIds: idsOf(whole.cluster) },
    keyCore: {
      fraction: settings.keyCoreFraction,
      stringIds: idsOf(key.cluster),
      allIds: idsOf(key.all),
      ...(square === null
        ? { ...NO_SQUARE, reason: found.reason }
        : {
            squareIds: [ids[square.corners[0]], ids[square.corners[1]], ids[square.corners[2]], ids[square.corners[3]]],
            squareScore: square.score,
            squareness: square.squareness,
            squarePurity: square.purity,
          }),
    },
  };
}

/** The same parts where Ψ does not exist. */
export function noVibrabilityReports(settings: AnalysisSettings, reason: string): VibrabilityReports {
  return {
    vibrability: { max: null, mean: null, values: [], reason },
    core: { threshold: settings.coreThreshold, ids: [], clusterIds: [] },
    keyCore: {
      fraction: settings.keyCoreFraction,
      stringIds: [],
      allIds: [],
      ...NO_SQUARE,
      reason,
    },
  };
}
