import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { damagedRow, type Connection } from './sqlite.ts';

/** Columns of a row, without blobs. */
export type Row = Record<string, string | number | null>;

/**
 * Checksum of a row: CRC-32 of its columns as JSON, sorted by name, then of any bytes that belong to it. SQLite checks
 * the structure of its pages but not what is in them; every stored row carries this in its column `crc32`, so that a
 * flipped bit is found when the row is read.
 */
export function rowChecksum(row: Row, bytes?: Uint8Array): number {
  const names = Object.keys(row)
    .filter((name) => name !== 'crc32')
    .sort();
  return checksumOf(
    names.map((name) => [name, row[name]]),
    bytes,
  );
}

/** The same of columns that are sorted by name. */
export function checksumOf(sorted: readonly (readonly [name: string, value: unknown])[], bytes?: Uint8Array): number {
  const columns = crc32(JSON.stringify(sorted));
  return bytes === undefined ? columns : crc32(bytes, columns);
}

/** The row with its checksum, ready to be inserted. */
export function seal<R extends Row>(row: R, bytes?: Uint8Array): R & { crc32: number } {
  return { ...row, crc32: rowChecksum(row, bytes) };
}

/** Checksum of the two JSON texts of a sample, which its row has in `documentCrc32`. */
export function documentChecksum(frame: string | null, report: string): number {
  return crc32(report, crc32(frame ?? ''));
}

/** Throws the error that names the row (`where`: "sample 3") unless it holds what was sealed. */
export function checkSeal(connection: Connection, where: string, row: Row, bytes?: Uint8Array): void {
  if (row['crc32'] !== rowChecksum(row, bytes)) throw damagedRow(connection, where, 'its checksum does not match');
}

/** A JSON text of a row whose checksum was right. Throws the error that names the row where it is none: it was not sealed by Keycore. */
export function sealedJson(connection: Connection, where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damagedRow(connection, where, 'its text is not JSON');
  }
}

/** What a JSON text of a row is by its schema. The checksum was right, so what does not fit is not damage. */
export function sealedDocument<T>(connection: Connection, where: string, text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(sealedJson(connection, where, text));
  if (parsed.success) return parsed.data;
  throw new BadInput(
    `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
    { file: connection.path, field: where },
  );
}
