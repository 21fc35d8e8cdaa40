import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { Configuration } from './configuration.ts';
import type { Model } from '../models/registry.ts';
import type { UserPotential } from '../models/user-model.ts';
import { meanDiameter } from '../models/particle-sizes.ts';

/** Bytes of a typed array, little-endian on every machine. */
function littleEndianBytes(values: Float64Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap64();
}

/** The same value with the keys of every object sorted: the order a user wrote them in means nothing. */
function inKeyOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inKeyOrder(inner)]),
  );
}

/** A force-shifted potential is the same one whether that is said or not. */
function asWritten({ scheme, ...rest }: UserPotential) {
  return scheme === undefined || scheme === 'force-shifted' ? rest : { ...rest, scheme };
}

/**
 * SHA-256 (hex) that identifies a configuration: what the physics depends on, as read, and nothing else (no ids, file
 * names or settings). Hashed in this order, little-endian: the text `keycore configuration 1`, a zero byte, the
 * model's definition as JSON {id, potential, masses} (the potential of a
 * user-defined model as written, keys sorted, without the scheme where it is force-shifted), a zero byte, the box lx, ly, xy as doubles, N as a double, the
 * species bytes, the position doubles x0, y0, x1, .... Of particles with diameters then: the text `sizes`, a zero byte,
 * ε and d̄ of σ_ij as doubles, the diameters.
 */
export function configurationHash(configuration: Configuration, model: Model): string {
  const { box, species, positions, sizes } = configuration;
  const definition = JSON.stringify({
    id: model.id,
    potential: model.definition === undefined ? model.potential : inKeyOrder(asWritten(model.definition.potential)),
    masses: model.species.map((kind) => kind.mass),
  });
  const hash = createHash('sha256')
    .update('keycore configuration 1\0')
    .update(`${definition}\0`)
    .update(littleEndianBytes(Float64Array.of(box.lx, box.ly, box.xy, species.length)))
    .update(species)
    .update(littleEndianBytes(positions));
  if (sizes !== undefined)
    hash
      .update('sizes\0')
      .update(littleEndianBytes(Float64Array.of(sizes.nonAdditivity, meanDiameter(sizes))))
      .update(littleEndianBytes(sizes.diameters));
  return hash.digest('hex');
}
