import { dot, norm } from '../../analysis/modes/participation-ratio.ts';
import { alongGradient, type ElasticResponse } from '../../analysis/elasticity/elastic-response.ts';
import { quadrupole } from '../../analysis/modes/quadrupole.ts';
import { PROTOCOL_GRADIENTS, type ModeResponse, type ProtocolName } from './mechanics-report.ts';

/** Below this fraction of its parts, a non-affine field is the rounding of its solves: a perfect crystal has none. */
const NO_FIELD = 1e-11;

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
  const fields = perProtocol((protocol) => alongGradient(nonAffine, PROTOCOL_GRADIENTS[protocol]));
  const forces = perProtocol((protocol) => alongGradient(affineForces, PROTOCOL_GRADIENTS[protocol]));
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
