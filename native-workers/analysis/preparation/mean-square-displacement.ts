import { BadInput } from '../../text/bad-input.ts';

export interface MeanSquareDisplacement {
  /** ⟨|Δr|²⟩ over all particles, σ². */
  total: number;
  /** The same over the particles of each species; null for a species without particles. */
  bySpecies: (number | null)[];
}

/**
 * Mean-square displacement between two moments with the drift of the centre of mass taken out,
 *
 *   ⟨|Δr_i − Σ_j m_j Δr_j / Σ_j m_j|²⟩,   Δr_i = r_i(t) − r_i(0).
 *
 * Both configurations as the dynamics leaves them, **not wrapped** into the box: displacements are differences.
 * `species`: index below `masses.length`; `masses`: of each species. Throws `BadInput` for arrays of other lengths.
 */
export function meanSquareDisplacement(
  before: Float64Array,
  after: Float64Array,
  species: Uint8Array,
  masses: readonly number[],
): MeanSquareDisplacement {
  const particles = species.length;
  if (before.length !== 2 * particles || after.length !== 2 * particles)
    throw new BadInput(
      `a displacement of ${particles} particles needs ${2 * particles} coordinates before and after, got ` +
        `${before.length} and ${after.length}`,
    );
  const moved = after.map((value, at) => value - before[at]);
  const mass = species.reduce((sum, kind) => sum + masses[kind], 0);
  const [driftX, driftY] = [0, 1].map(
    (axis) => species.reduce((sum, kind, i) => sum + masses[kind] * moved[2 * i + axis], 0) / mass,
  );
  const sums = masses.map(() => 0);
  const members = masses.map(() => 0);
  for (let i = 0; i < particles; i++) {
    const x = moved[2 * i] - driftX;
    const y = moved[2 * i + 1] - driftY;
    sums[species[i]] += x * x + y * y;
    members[species[i]]++;
  }
  return {
    total: sums.reduce((sum, value) => sum + value, 0) / particles,
    bySpecies: sums.map((sum, kind) => (members[kind] === 0 ? null : sum / members[kind])),
  };
}
