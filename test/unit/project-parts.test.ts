import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { arrayToBlob, blobToArray, dtypeOf } from '../../src-main/project/array-blob.ts';
import { canonicalJson, jobHash, type JsonValue } from '../../src-main/project/configuration-json.ts';
import { checkPages } from '../../src-main/project/file-check.ts';
import { explainFileError } from '../../src-main/project/file-error.ts';
import { latestVersion, MIGRATIONS, schemaAt } from '../../src-main/project/migrations.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { storeSample } from '../../src-main/project/samples.ts';
import { rowChecksum } from '../../src-main/project/seal.ts';
import { connect, explainSqliteError } from '../../src-main/project/sqlite.ts';
import { madeUpSample } from '../integration/project-sample.ts';

describe('arrays as blobs', () => {
  it('are little-endian bytes', () => {
    expect(arrayToBlob(Float64Array.of(1.5)).toString('hex')).toBe('000000000000f83f');
    expect(arrayToBlob(Int32Array.of(1, -2)).toString('hex')).toBe('01000000feffffff');
    // A part of an array is that part.
    expect(arrayToBlob(Int32Array.of(1, -2, 3).subarray(1, 2)).toString('hex')).toBe('feffffff');
  });

  it('come back from any offset, aligned and in memory of their own', () => {
    const array = Float64Array.of(Math.PI, -0, Infinity, 5e-324);
    for (let offset = 0; offset < 9; offset++) {
      const padded = Buffer.concat([Buffer.alloc(offset, 255), arrayToBlob(array), Buffer.alloc(3, 255)]);
      const back = blobToArray('f64', padded.subarray(offset, offset + 32));
      expect(back).toStrictEqual(array);
      expect(back.buffer.byteLength).toBe(32);
    }
  });

  it('know their type, and refuse a length that does not fit it', () => {
    expect([new Float64Array(1), new Int32Array(1), new Uint8Array(1)].map(dtypeOf)).toEqual(['f64', 'i32', 'u8']);
    expect(() => blobToArray('f64', new Uint8Array(12))).toThrow(RangeError);
    expect(blobToArray('u8', new Uint8Array(0))).toHaveLength(0);
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys and means the same', () => {
    const shuffled = (value: JsonValue): JsonValue =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.keys(value)
                .reverse()
                .map((key) => [key, shuffled(value[key])]),
            )
          : value;
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(canonicalJson(shuffled(value as JsonValue))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('tells arrays in another order, and seeds, apart', () => {
    expect(canonicalJson({ b: [2, 1], a: null })).toBe('{"a":null,"b":[2,1]}');
    const hashes = [
      jobHash({ steps: [1, 2] }, '5'),
      jobHash({ steps: [2, 1] }, '5'),
      jobHash({ steps: [1, 2] }, '6'),
      jobHash({ steps: [1, 2] }, null),
      jobHash({ steps: [1, 2], more: true }, '5'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    // Stored in files, so it must never change: printf '{"configuration":{"steps":[1,2]},"seed":"5"}' | sha256sum
    expect(hashes[0]).toBe('7d99694c3e08be6bd1b49e4b4787b4f5b441d3a4b575b6dc437307d7df5b5c7b');
  });

  it.each<[unknown, string]>([
    [{ a: [undefined] }, 'configuration.a[0] is undefined, which JSON cannot hold'],
    [{ a: { b: Infinity } }, 'configuration.a.b is Infinity, which JSON cannot hold'],
    [{ a: 1n }, 'configuration.a is 1, which JSON cannot hold'],
    [{ a: isNaN }, 'which JSON cannot hold'],
  ])('refuses %o', (value, message) => {
    expect(() => canonicalJson(value as JsonValue)).toThrow(message);
  });
});

describe('a row checksum', () => {
  it('covers names, values and bytes, whatever the order of columns', () => {
    const row = { a: 1, b: 'x', c: null };
    const sum = rowChecksum(row);
    expect(rowChecksum({ c: null, b: 'x', a: 1, crc32: 99 })).toBe(sum);
    const others = [
      { ...row, a: 2 },
      { ...row, b: 'y' },
      { ...row, c: 0 },
      { a: 1, b: 'x' },
      { ...row, a: '1' },
    ];
    for (const other of others) expect(rowChecksum(other)).not.toBe(sum);
    expect(rowChecksum(row, Uint8Array.of(1))).not.toBe(rowChecksum(row, Uint8Array.of(2)));
  });
});

describe('checks and errors of an open file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-parts-'));
    path = join(folder, 'glass.keycore');
    const project = await createProject(path);
    project.addJob({ configuration: {}, seed: null, samples: 2 });
    project.storeSample(1, madeUpSample(1, { particles: 2000 }));
    project.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The file with a byte changed in the header of the first page of a table or index. */
  function breakPage(name: string): void {
    const db = new Database(path, { readonly: true });
    const { rootpage } = db
      .prepare<[string], { rootpage: number }>('SELECT rootpage FROM sqlite_master WHERE name = ?')
      .get(name) ?? { rootpage: NaN };
    db.close();
    const bytes = readFileSync(path);
    // Count of fragmented free bytes, byte 7 of a page's header.
    bytes[(rootpage - 1) * 8192 + 7] ^= 4;
    writeFileSync(path, bytes);
  }

  it('walks every page of a file up to 256 MiB, and beyond that all but those of the tables of arrays', () => {
    const sizes = [256 * 1024 ** 2, 256 * 1024 ** 2 + 1];
    const schema = schemaAt(latestVersion(MIGRATIONS));
    const outcomes = (): boolean[] => {
      const connection = connect(path, 'read');
      const passed = sizes.map((bytes) => {
        try {
          checkPages(connection, bytes, schema);
          return true;
        } catch (error) {
          expect(error).toBeInstanceOf(BadInput);
          expect(String(error)).toMatch(
            /the project is damaged \(Tree \d+ page \d+: free space corruption|Fragmentation of 0 bytes reported as 4 on/,
          );
          return false;
        }
      });
      connection.db.close();
      return passed;
    };
    expect(outcomes()).toEqual([true, true]);
    breakPage('field');
    expect(outcomes()).toEqual([false, true]);
    breakPage('field');
    breakPage('reportArray');
    expect(outcomes()).toEqual([false, true]);
    breakPage('reportArray');
    breakPage('noteBySample');
    expect(outcomes()).toEqual([false, false]);
  });

  it('explains a full disk, and nothing of the sample is there', () => {
    const connection = connect(path, 'write');
    const { db } = connection;
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 3}`);
    const storing = db.transaction(() => storeSample(connection, 2, madeUpSample(2, { particles: 2000 })));
    let explained: unknown;
    try {
      storing.immediate();
    } catch (error) {
      explained = explainSqliteError(error, path, 'storing sample 2');
    }
    expect(explained).not.toBeInstanceOf(BadInput);
    expect(explained).toMatchObject({
      message: `${path}: the disk is full: storing sample 2 was undone as a whole; all that was stored before is there`,
      cause: { code: 'SQLITE_FULL' },
    });
    expect(db.prepare('SELECT count(*) AS n FROM field WHERE sample = 2').get()).toEqual({ n: 0 });
    db.pragma(`max_page_count = ${100 * pages}`);
    storing.immediate();
    db.close();
  });

  it.each<[string, boolean, RegExp]>([
    ['SQLITE_CORRUPT_INDEX', true, /the project is damaged \(said SQLite\); restore it from a copy/],
    [
      'SQLITE_READONLY_DIRECTORY',
      true,
      /storing needs a file and a folder that may be written \(SQLITE_READONLY_DIREC/,
    ],
    [
      'SQLITE_IOERR_WRITE',
      false,
      /^p: the disk failed: storing was undone as a whole \(SQLITE_IOERR_WRITE: said SQLite/,
    ],
    ['SQLITE_MISUSE', false, /^p: SQLite failed: storing was undone as a whole \(SQLITE_MISUSE: said SQLite\)$/],
  ])('explains %s', (code, badInput, message) => {
    const explained = explainSqliteError(new Database.SqliteError('said SQLite', code), 'p', 'storing');
    expect(explained instanceof BadInput).toBe(badInput);
    expect((explained as Error).message).toMatch(message);
  });

  it('explains what the file system says', () => {
    const said = (code: string): Error => Object.assign(new Error('said the system'), { code, syscall: 'open' });
    expect(explainFileError(said('EROFS'), 'p', 'created')).toEqual(
      new BadInput('cannot be created: the disk is read-only', { file: 'p' }),
    );
    expect(explainFileError(said('ENOSPC'), 'p', 'created')).toMatchObject({
      message: 'p: the disk is full; it was not created',
      cause: { code: 'ENOSPC' },
    });
    expect(explainFileError(said('EIO'), 'p', 'created')).toMatchObject({
      message: 'p: the disk failed, it was not created (said the system)',
      cause: { code: 'EIO' },
    });
    const other = new TypeError('ours');
    expect(explainFileError(other, 'p', 'created')).toBe(other);
    expect(explainSqliteError(other, 'p', 'storing')).toBe(other);
  });
});
