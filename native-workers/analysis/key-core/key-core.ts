import { core, type Core } from './vibrability-core.ts';
import type { VoronoiNeighbours } from '../voronoi/voronoi-neighbours.ts';

/**
 * Key core of a sample: {i : Ψ_i > fraction · max Ψ}. Its cluster at the maximum is the key-core **string**
 * (Hu & Tanaka 2025; 0.6 there). 0 ≤ fraction < 1, so the maximum always belongs to it.
 */
export function keyCore(neighbours: VoronoiNeighbours, vibrability: Float64Array, fraction: number): Core {
  let largest = -Infinity;
  for (let i = 0; i < vibrability.length; i++) largest = Math.max(largest, vibrability[i]);
  return core(neighbours, vibrability, fraction * largest);
}
