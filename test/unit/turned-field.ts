import { type TurningField, turnAt } from '../../src-renderer/viewer/arrows/turning-field.ts';

/** x(θ) as the shaders put it together from its parts. */
export function fieldAt({ constant, cosine, sine }: TurningField, degrees: number): Float32Array {
  const [c, s] = turnAt(degrees);
  return constant.map((value, at) => value + c * cosine[at] + s * sine[at]);
}
