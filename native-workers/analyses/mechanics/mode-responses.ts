import { dot, norm } from '../../analysis/modes/participation-ratio.ts';
import type { ElasticResponse } from '../../analysis/elasticity/elastic-response.ts';
import { quadrupole } from '../../analysis/modes/quadrupole.ts';
import { PROTOCOL_GRADIENTS, type ModeResponse, type ProtocolName } from './mechanics-report.ts';

/** Below this fraction of its parts, a non-affine field is the rounding of its solves: a perfect crystal has none. */
const NO_FIELD = 1e-11;

/** The same combination of the four unit gradients' vectors (4 × 2N) as the gradient is. */
function combined(vectors: Float64Array, gradient: readonly number[]): Float64Array {
  const size = vectors.length / 4;
  const sum = new Float64Array(size);
  gradient.forEach((weight, row) => {
    if (weight === 0) return;
    const from = row * size;
    for (let at = 0; at < size; at++) sum[at] += weight * vectors[from + at];
  });
  return sum;
}

const PROTOCOLS = Object.keys(PROTOCOL_GRADIENTS) as ProtocolName[];

function perProtocol<Value>(value: (protocol: ProtocolName) => Value) {
  return { shear: value('shear'), tension: value('tension'), uniaxial: value('uniaxial') };
}

/**
 * How modes (displacements u, each of length 2N, one after another) couple to strain: overlap x·u/(‖x‖ ‖u‖) with the
 * non-affine displacement of each protocol, coupling Ξ·u, orientation. `bondForce`: see `AffineForces`.
 */
export function modeResponses(
  { nonAffine, affineForces }: ElasticResponse,
  displacements: Float64Array,
  bondForce: number,
): ModeResponse[] {
  const size = nonAffine.length / 4;
  const fields = perProtocol((protocol) => combined(nonAffine, PROTOCOL_GRADIENTS[protocol]));
  const forces = perProtocol((protocol) => combined(affineForces, PROTOCOL_GRADIENTS[protocol]));
  const lengths = perProtocol((protocol) => norm(fields[protocol]));
  const least = NO_FIELD * Math.sqrt(size);
  return Array.from({ length: displacements.length / size }, (_, index) => {
    const u = displacements.subarray(index * size, (index + 1) * size);
    const own = norm(u);
    const { angle, reason } = quadrupole({ shear: forces.shear, tension: forces.tension, bondForce }, u);
    const overlap = perProtocol((protocol) =>
      lengths[protocol] > least ? dot(fields[protocol], u) / (lengths[protocol] * own) : null,
    );
    const none = PROTOCOLS.filter((protocol) => overlap[protocol] === null);
    const reasons = [
      ...(reason === undefined ? [] : [reason]),
      ...(none.length === 0 ? [] : [`the particles follow ${none.join(' and ')} affinely`]),
    ];
    return {
      index,
      overlap,
      coupling: perProtocol((protocol) => dot(forces[protocol], u)),
      orientation: angle,
      ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
    };
  });
}
