import { nearestImage } from '../configuration.ts';
import type { Configuration } from '../configuration.ts';
import { latticeSites } from './crystal-lattice.ts';
import type { TriangularLattice } from './crystal-lattice.ts';
import { uniforms } from './philox.ts';
import { idsFrom1 } from './random-start.ts';
import { keyOfSeed } from './sample-seed.ts';

/** Stream of the generator that vacancies are drawn from; 0 to 3 are positions, velocities and the thermostats. */
const VACANCY_STREAM = 4;
/** Distances that differ by less, in spacings, are the same distance on the lattice. */
const SAME_DISTANCE = 1e-6;

/**
 * Sites of `count` vacancies: the first drawn by the seed, each further one drawn from the sites furthest from all
 * before it, so that they lie as far apart as they can.
 */
export function vacancySites(lattice: TriangularLattice, count: number, seed: string): number[] {
  const sites = latticeSites(lattice);
  const total = lattice.columns * lattice.rows;
  const draws = uniforms(keyOfSeed(seed), VACANCY_STREAM, Math.max(count, 1));
  const nearest = new Float64Array(total).fill(Infinity);
  const chosen: number[] = [];
  for (let k = 0; k < count; k++) {
    const furthest = nearest.reduce((most, distance) => Math.max(most, distance), 0);
    const candidates: number[] = [];
    nearest.forEach((distance, site) => {
      if (distance >= furthest - SAME_DISTANCE * lattice.spacing) candidates.push(site);
    });
    const site = candidates[Math.floor(draws[k] * candidates.length)];
    chosen.push(site);
    for (let other = 0; other < total; other++) {
      const [dx, dy] = nearestImage(
        lattice.box,
        sites[2 * other] - sites[2 * site],
        sites[2 * other + 1] - sites[2 * site + 1],
      );
      nearest[other] = Math.min(nearest[other], Math.hypot(dx, dy));
    }
  }
  return chosen;
}

/** The perfect crystal with vacancies: ids 1 … N row by row, one species. */
export function crystalWithVacancies(lattice: TriangularLattice, count: number, seed: string): Configuration {
  const removed = new Set(vacancySites(lattice, count, seed));
  const sites = latticeSites(lattice);
  const kept = Array.from({ length: lattice.columns * lattice.rows }, (_, site) => site).filter(
    (site) => !removed.has(site),
  );
  const positions = new Float64Array(2 * kept.length);
  kept.forEach((site, i) => positions.set(sites.subarray(2 * site, 2 * site + 2), 2 * i));
  return { ids: idsFrom1(kept.length), species: new Uint8Array(kept.length), positions, box: lattice.box };
}
