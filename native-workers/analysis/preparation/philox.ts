/**
 * Philox4x32-10, a counter-based random number generator: each block of four 32-bit words is a fixed function of a
 * 64-bit key and a 128-bit counter, so any number of a stream can be had without the ones before it, and the same key
 * gives the same numbers on every machine (integers only).
 * Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** High 32 bits of the 64-bit product of two unsigned 32-bit numbers, from its low ones. */
function highOfProduct(a: number, b: number, low: number) {
  // Rounding to doubles changes the dividend by 2¹¹ at most, and so the quotient, a whole number, by 2⁻²¹.
  return Math.round((a * b - low) / 2 ** 32);
}

/** The block of four unsigned 32-bit words at `counter` under `key`. */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const low0 = Math.imul(MULTIPLIER_0, a) >>> 0;
    const low1 = Math.imul(MULTIPLIER_1, c) >>> 0;
    const high0 = highOfProduct(MULTIPLIER_0, a, low0);
    const high1 = highOfProduct(MULTIPLIER_1, c, low1);
    [a, b, c, d] = [(high1 ^ b ^ k0) >>> 0, low1, (high0 ^ d ^ k1) >>> 0, low0];
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  return [a, b, c, d];
}

/**
 * `count` numbers uniform in [0, 1), 53 random bits each, of one stream of a key; block n of the stream, counter
 * (n, 0, stream, 0), gives numbers 2n and 2n + 1.
 */
export function uniforms(key: readonly [number, number], stream: number, count: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let block = 0; 2 * block < count; block++) {
    const words = philox4x32([block, 0, stream, 0], key);
    for (let half = 0; half < 2 && 2 * block + half < count; half++)
      numbers[2 * block + half] = ((words[2 * half] >>> 5) * 2 ** 26 + (words[2 * half + 1] >>> 6)) / 2 ** 53;
  }
  return numbers;
}
