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
    const apart = (least: number) =>
      Array.from(nearest.keys()).filter((site) => nearest[site] >= least * lattice.spacing);
    const wide = apart(LEAST_SEPARATION);
    // A chosen site is at distance 0 from itself.
    const candidates = wide.length > 0 ? wide : apart(Number.EPSILON);
    const site = candidates[Math.floor(draws[k] * candidates.length)];
    chosen.push(site);
    for (let other = 0; other < total; other++) {
      const [dx, dy] = [sites[2 * other] - sites[2 * site], sites[2 * other + 1] - sites[2 * site + 1]];
      nearest[other] = Math.min(nearest[other], Math.hypot(...nearestImage(lattice.box, dx, dy)));
    }
  }
  return chosen;
}

/** The perfect crystal with vacancies: ids 1 … N row by row, one species. */
export function crystalWithVacancies(lattice: TriangularLattice, vacancies: number, seed: string): Configuration {
  const removed = new Set(vacancySites(lattice, vacancies, seed));
  const sites = latticeSites(lattice);
  const positions = sites.filter((_, at) => !removed.has(at >> 1));
  const count = positions.length / 2;
  return { ids: idsFrom1(count), species: new Uint8Array(count), positions, box: lattice.box };
}
