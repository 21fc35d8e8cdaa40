import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { replaceFile } from '../../src-main/formats/replace-file.ts';
import { encodeStructure, WRITERS, writeStructure } from '../../src-main/formats/writers.ts';
import { badInput } from './formats-memory.ts';
import { encode, STRUCTURE } from './formats-structures.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-written-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('writing a file', () => {
  const path = (name: string): string => join(folder, name);

  it('replaces the old one whole, follows links, and leaves nothing beside it', async () => {
    mkdirSync(path('place'));
    writeFileSync(path('place/a.csv'), 'old');
    symlinkSync('a.csv', path('place/link.csv'));
    const { bytes, omitted } = await writeStructure(path('place/link.csv'), STRUCTURE, 'csv');
    expect(omitted).toEqual([]);
    expect(readdirSync(path('place')).sort()).toEqual(['a.csv', 'link.csv']);
    expect(statSync(path('place/a.csv')).size).toBe(bytes);
    expect(readFileSync(path('place/a.csv')).equals(encode(STRUCTURE, 'csv'))).toBe(true);
  });

  it('that fails half-way leaves the old one, and no rest', async () => {
    mkdirSync(path('half'));
    writeFileSync(path('half/a.dump'), 'old');
    function* failing(): Generator<Uint8Array, void> {
      yield Buffer.alloc(1 << 20);
      throw new Error('the disk is on fire');
    }
    await expect(replaceFile(path('half/a.dump'), failing())).rejects.toThrow(/^the disk is on fire$/);
    await expect(replaceFile(path('half/b.dump'), failing())).rejects.toThrow(/^the disk is on fire$/);
    expect(readdirSync(path('half'))).toEqual(['a.dump']);
    expect(readFileSync(path('half/a.dump'), 'utf8')).toBe('old');
  });

  it('where none can be written is refused', async () => {
    const refused = async (name: string): Promise<string> =>
      (await badInput(writeStructure(name, STRUCTURE, 'csv'))).message;
    expect(await refused(folder)).toBe(`${folder}: this is a folder; name a file in it`);
    expect(await refused(path('none/a.csv'))).toBe(
      `${path('none/a.csv')}: the folder '${path('none')}' does not exist`,
    );
    writeFileSync(path('plain'), '');
    expect(await refused(path('plain/a.csv'))).toContain(`'${path('plain')}' is not a folder`);
    expect(await refused('/dev/null')).toBe('/dev/null: this is a device, not a file');
    if (process.getuid?.() !== 0) {
      mkdirSync(path('locked'));
      chmodSync(path('locked'), 0o500);
      expect(await refused(path('locked/a.csv'))).toContain('permission denied');
    }
    expect(existsSync(path('none'))).toBe(false);
  });

  it('in an unknown format is refused', async () => {
    expect(WRITERS.map(({ id }) => id)).toEqual(['dump', 'data', 'xyz', 'gsd', 'npz', 'csv', 'json']);
    const error = await badInput(writeStructure(path('a'), STRUCTURE, 'pdf'));
    expect(error.message).toBe("unknown format 'pdf'; known formats: dump, data, xyz, gsd, npz, csv, json");
    expect(existsSync(path('a'))).toBe(false);
  });

  it.each([
    [{ types: Uint8Array.of(0, 1) }, 'a structure of 3 ids has 2 types and 6 coordinates'],
    [{ positions: Float64Array.of(1, 2) }, 'a structure of 3 ids has 3 types and 2 coordinates'],
    [{ columns: [{ name: 'v', values: Float64Array.of(1) }] }, "column 'v' has 1 values for 3 particles"],
    [{ typeLabels: ['1'] }, 'a type is beyond the 1 type labels'],
    [{ typeMasses: [1] }, '1 masses for 2 types'],
    [{ positions: Float64Array.of(1, 2, 3, 4, NaN, 6) }, 'a position is not finite'],
  ])('of arrays that do not fit together is a fault: %o', (change, message) => {
    const attempt = (): unknown => encodeStructure({ ...STRUCTURE, ...change }, 'csv');
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(BadInput);
  });
});
