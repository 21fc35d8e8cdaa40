import { type Configuration, nearestImage } from '../../configuration/configuration.ts';
import { latticeSites, type TriangularLattice } from './crystal-lattice.ts';
import { uniforms } from './philox.ts';
import { idsFrom1 } from './random-start.ts';
import { keyOfSeed } from './sample-seed.ts';

/** Stream of the generator that vacancies are drawn from; 0 to 3 are positions, velocities and the thermostats. */
const VACANCY_STREAM = 4;
/** Vacancies begin at least so many spacings apart: nearer ones merge into a three-fold symmetric one at once. */
const LEAST_SEPARATION = 4;

/**
 * Sites of `count` vacancies, each drawn by the seed from the sites at least four spacings from those before it, or
 * from all that are left where there is none. Their separation varies with the seed: whether two of them reconstruct
 * depends on it.
 */
export function vacancySites(lattice: TriangularLattice, count: number, seed: string): number[] {
  const sites = latticeSites(lattice);
  const total = lattice.columns * lattice.rows;
  const draws = uniforms(keyOfSeed(seed), VACANCY_STREAM, Math.max(count, 1));
  const nearest = new Float64Array(total).fill(Infinity);
  const chosen: number[] = [];
  for (let k = 0; k < count; k++) {
    const apart = (least: number): number[] =>
      Array.from(nearest.keys()).filter((site) => nearest[site] >= least * lattice.spacing);
    const wide = apart(LEAST_SEPARATION);
    // A chosen site is at distance 0 from itself.
    const candidates = wide.length > 0 ? wide : apart(Number.EPSILON);
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
