import { createHash } from 'node:crypto';

/**
 * Seed of one sample of a job, 16 hexadecimal digits: the first 64 bits of SHA-256 over the text
 * `keycore sample seed 1`, a zero byte, the job's seed, a zero byte and the sample's index from 0 in decimal.
 * Samples of a job are thus independent of their number, order and machine.
 */
export function sampleSeed(jobSeed: string, index: number): string {
  if (!Number.isInteger(index) || index < 0) throw new Error(`sample index ${index}; expected 0, 1, 2, ...`);
  return createHash('sha256').update(`keycore sample seed 1\0${jobSeed}\0${index}`).digest('hex').slice(0, 16);
}

/** The two 32-bit words of a sample seed, as the random number generator takes them. */
export function keyOfSeed(seed: string): [number, number] {
  if (!/^[0-9a-f]{16}$/.test(seed)) throw new Error(`sample seed '${seed}'; expected 16 hexadecimal digits`);
  return [Number.parseInt(seed.slice(0, 8), 16), Number.parseInt(seed.slice(8), 16)];
}
