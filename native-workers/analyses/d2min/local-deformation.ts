import { deformation, type DisplacementGradient } from '../strain/generator.ts';
import { nearestImage, type Box } from '../../configuration/configuration.ts';
import { BadInput } from '../../text/bad-input.ts';
import { forClosePairs } from '../structure/close-pairs.ts';

/** What the surroundings of each particle did; N values in order of id. */
export interface LocalDeformation {
  /** D²_min, σ². */
  d2min: Float64Array;
  /** √(η_xy² + ¼(η_xx − η_yy)²) of the local strain η. */
  shear: Float64Array;
  /** det J − 1: relative change of the local area. */
  dilation: Float64Array;
  /** Neighbours within the radius. */
  neighbours: Int32Array;
}

/** Sums over the neighbours of one particle: Σ d aᵀ (4 numbers), Σ a aᵀ (xx, xy, yy). */
const SUMS = 7;

/** Below this share of its trace squared the determinant of Σ a aᵀ is that of neighbours on a line. */
const ON_A_LINE = 1e-12;

/**
 * D²_min and the local strain of Falk & Langer (Phys. Rev. E 57, 7192 (1998), Eqs. 2.11 to 2.14) of a strained sample
 * against the unstrained one:
 *
 * D²_min,i = min over J of Σ_j |r_ij − J a_ij|², a_ij the separation of particle i and a neighbour j before, r_ij after;
 * J = X Y⁻¹ with X = Σ_j r_ij a_ijᵀ, Y = Σ_j a_ij a_ijᵀ. The sum is not divided by the number of neighbours. The local
 * strain is Green's, η = ½(JᵀJ − 1).
 *
 * With r_ij = F a_ij + d_ij, F the strain of the whole box, J = F + K and D²_min = min over K of Σ_j |d_ij − K a_ij|²: K
 * is found from the non-affine displacements, so that nothing of a small strain is lost to rounding.
 *
 * Throws `BadInput` where a particle has fewer than two neighbours, or only ones on a line, and for a radius above half
 * the width of the box.
 *
 * @param positions 2N, of the unstrained sample; need not be wrapped
 * @param displacements 2N, non-affine: r − F r₀, in the axes of the unstrained sample
 * @param strain γ of F = exp(γE)
 */
export function localDeformation(
  box: Box,
  positions: Float64Array,
  displacements: Float64Array,
  generator: DisplacementGradient,
  strain: number,
  radius: number,
): LocalDeformation {
  const particles = positions.length / 2;
  const pairs: number[] = [];
  forClosePairs(box, positions, radius, (i, j) => pairs.push(i, j));

  const separation = (i: number, j: number): [number, number, number, number] => {
    const [x, y] = nearestImage(box, positions[2 * j] - positions[2 * i], positions[2 * j + 1] - positions[2 * i + 1]);
    const u = displacements[2 * j] - displacements[2 * i];
    const v = displacements[2 * j + 1] - displacements[2 * i + 1];
    return [x, y, u, v];
  };

  const sums = new Float64Array(SUMS * particles);
  const neighbours = new Int32Array(particles);
  for (let at = 0; at < pairs.length; at += 2) {
    const [x, y, u, v] = separation(pairs[at], pairs[at + 1]);
    // The separation the other way has both signs changed: the products are the same.
    for (const i of [pairs[at], pairs[at + 1]]) {
      const own = SUMS * i;
      sums[own] += u * x;
      sums[own + 1] += u * y;
      sums[own + 2] += v * x;
      sums[own + 3] += v * y;
      sums[own + 4] += x * x;
      sums[own + 5] += x * y;
      sums[own + 6] += y * y;
      neighbours[i] += 1;
    }
  }

  const [xx, xy, yx, yy] = deformation(generator, strain);
  const shear = new Float64Array(particles);
  const dilation = new Float64Array(particles);
  const local = new Float64Array(4 * particles);
  for (let i = 0; i < particles; i++) {
    const [ux, uy, vx, vy, axx, axy, ayy] = sums.subarray(SUMS * i, SUMS * (i + 1));
    const determinant = axx * ayy - axy * axy;
    if (!(determinant > ON_A_LINE * (axx + ayy) ** 2))
      throw new BadInput(
        `a particle has ${neighbours[i]} neighbour${neighbours[i] === 1 ? '' : 's'} within ${radius} σ, which do not span the plane: take a larger radius`,
        { field: 'radius' },
      );
    const k: DisplacementGradient = [
      (ux * ayy - uy * axy) / determinant,
      (uy * axx - ux * axy) / determinant,
      (vx * ayy - vy * axy) / determinant,
      (vy * axx - vx * axy) / determinant,
    ];
    local.set(k, 4 * i);
    // J − 1 = (F − 1) + K; η = ½(G + Gᵀ + GᵀG) with G = J − 1.
    const [gxx, gxy, gyx, gyy] = [xx + k[0], xy + k[1], yx + k[2], yy + k[3]];
    const etaXx = gxx + 0.5 * (gxx * gxx + gyx * gyx);
    const etaYy = gyy + 0.5 * (gxy * gxy + gyy * gyy);
    const etaXy = 0.5 * (gxy + gyx + gxx * gxy + gyx * gyy);
    shear[i] = Math.hypot(etaXy, 0.5 * (etaXx - etaYy));
    dilation[i] = gxx + gyy + gxx * gyy - gxy * gyx;
  }

  const d2min = new Float64Array(particles);
  for (let at = 0; at < pairs.length; at += 2) {
    const [x, y, u, v] = separation(pairs[at], pairs[at + 1]);
    for (const i of [pairs[at], pairs[at + 1]]) {
      const own = 4 * i;
      const left = u - local[own] * x - local[own + 1] * y;
      const rest = v - local[own + 2] * x - local[own + 3] * y;
      d2min[i] += left * left + rest * rest;
    }
  }
  return { d2min, shear, dilation, neighbours };
}
