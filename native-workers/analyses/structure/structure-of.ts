import { boxArea, type Box } from '../../configuration/configuration.ts';
import { periodicVoronoi } from '../../analysis/voronoi/voronoi.ts';
import { bondOrder, type BondOrder } from '../../analysis/order/bond-order.ts';
import { coordination, type Coordination } from '../../analysis/order/coordination.ts';
import { radialDistribution, type RadialDistribution } from './radial-distribution.ts';
import { structureFactor, type StructureFactor } from './structure-factor.ts';

/** Largest wave number of S(q), 1/σ, and the number of wave vectors at which it is lowered for large boxes. */
const MAX_WAVE_NUMBER = 15;
const WAVE_VECTORS = 800_000;

/** The structure of one configuration. */
export interface Structure {
  radial: RadialDistribution;
  factor: StructureFactor;
  order: BondOrder;
  coordination: Coordination;
}

/** S(q) up to 15/σ, or as far as the wave vectors of a large box can be afforded. */
export function cappedStructureFactor(box: Box, positions: Float64Array): StructureFactor {
  // The wave vectors up to q, one of each pair ±q and with the corners of the grid, number 2 q² V/(2π)².
  const affordable = 2 * Math.PI * Math.sqrt(WAVE_VECTORS / (2 * boxArea(box)));
  return structureFactor(box, positions, Math.min(MAX_WAVE_NUMBER, affordable));
}

/**
 * g(r), S(q), ψ6 and coordination numbers of one configuration, with the defaults of each. `tessellation`, if at hand,
 * spares making it. About 60 ms at N = 4096, in proportion to N.
 */
export function structureOf(
  box: Box,
  positions: Float64Array,
  species: Uint8Array,
  speciesCount: number,
  tessellation = periodicVoronoi(box, positions),
): Structure {
  return {
    radial: radialDistribution(box, positions, species, speciesCount),
    factor: cappedStructureFactor(box, positions),
    order: bondOrder(tessellation),
    coordination: coordination(tessellation, species, speciesCount),
  };
}
