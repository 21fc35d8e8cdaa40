import { addon } from './addon.ts';

/** Smaller ones hold no large page, or hardly one. */
const LEAST_BYTES = 1 << 22;

/**
 * The same array, as it was just made, whose memory the system may give out in large pages. Memory costs more time when
 * it is first written to than what is written there, where each page of 4 KiB is given out by itself.
 */
export function inLargePages<Values extends Int32Array | Uint32Array | Uint8Array | Float32Array | Float64Array>(
  values: Values,
): Values {
  if (values.byteLength >= LEAST_BYTES)
    addon().preferLargePages(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values;
}
