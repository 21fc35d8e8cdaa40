import { endianness } from 'node:os';
import { z } from 'zod';
import type { Checkpoint } from '../analysis/preparation/checkpoint.ts';
import { rejectedSeedSchema } from '../analysis/report/preparation-record.ts';
import { BadInput } from '../text/bad-input.ts';

// Every machine we are built for is little-endian, as the bytes are.
if (endianness() !== 'LE') throw new Error('checkpoints can be read on little-endian machines only');

/** Bytes before the header: its length as an unsigned 32-bit number, and as much again to keep doubles aligned. */
const PREFIX_BYTES = 8;
/** A header is a few hundred bytes and what was rejected. */
const MAX_HEADER_BYTES = 2 ** 24;

const count = z.int().min(0);

const headerSchema = z.strictObject({
  step: count,
  rebuilds: count,
  pushOffEvaluations: count,
  rejected: z.array(rejectedSeedSchema),
  wallSeconds: z.number(),
  /** Doubles of each array, in this order. */
  lengths: z.strictObject({
    positions: count,
    velocities: count,
    start: count,
    rows: count,
    displacements: count,
    diameters: count.optional(),
  }),
  swaps: z.strictObject({ attempts: count, accepted: count }).optional(),
});

/**
 * A checkpoint as it is kept: length of the header (u32, then four zero bytes), the header as JSON filled up with blanks
 * to a multiple of 8 bytes, then the doubles of positions, velocities, start, trace rows, displacements and, where there
 * are any, diameters, little-endian. Bit for bit what `checkpointOf` gives back.
 */
export function bytesOfCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { positions, velocities, start, trace, diameters, ...numbers } = checkpoint;
  const arrays = { positions, velocities, start, ...trace, ...(diameters === undefined ? {} : { diameters }) };
  const lengths = Object.fromEntries(Object.entries(arrays).map(([name, { length }]) => [name, length]));
  const text = JSON.stringify({ ...numbers, lengths });
  const missing = (8 - (Buffer.byteLength(text) % 8)) % 8;
  const header = Buffer.from(text.padEnd(text.length + missing));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(header.length);
  const body = Object.values(arrays).map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  // In memory of its own, which can be handed to another thread.
  return new Uint8Array(Buffer.concat([prefix, header, ...body]));
}

function damaged(problem: string) {
  return new BadInput(`the checkpoint is damaged: ${problem}`);
}

function headerOf(bytes: Uint8Array) {
  if (bytes.byteLength < PREFIX_BYTES) throw damaged(`it has ${bytes.byteLength} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = buffer.readUInt32LE();
  const end = PREFIX_BYTES + length;
  if (length > MAX_HEADER_BYTES || end > bytes.byteLength) throw damaged(`a header of ${length} bytes is not there`);
  try {
    return { header: headerSchema.parse(JSON.parse(buffer.toString('utf8', PREFIX_BYTES, end))), end };
  } catch (error) {
    if (error instanceof z.ZodError) throw damaged(z.prettifyError(error).replaceAll('\n', ' '));
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

/** The checkpoint in those bytes; throws `BadInput` where they hold none. */
export function checkpointOf(bytes: Uint8Array): Checkpoint {
  const { header, end } = headerOf(bytes);
  const { lengths, ...numbers } = header;
  const doubles = Object.values(lengths).reduce<number>((sum, length) => sum + (length ?? 0), 0);
  if (bytes.byteLength - end !== 8 * doubles)
    throw damaged(`${bytes.byteLength - end} bytes of numbers, ${8 * doubles} expected`);
  // A copy of its own: aligned, whatever the blob's offset.
  const own = bytes.slice(end).buffer;
  let at = 0;
  const next = (length: number): Float64Array => {
    const array = new Float64Array(own, at, length);
    at += 8 * length;
    return array;
  };
  const [positions, velocities, start] = [next(lengths.positions), next(lengths.velocities), next(lengths.start)];
  const trace = { rows: next(lengths.rows), displacements: next(lengths.displacements) };
  const sized = lengths.diameters === undefined ? {} : { diameters: next(lengths.diameters) };
  return { ...numbers, positions, velocities, start, trace, ...sized };
}
