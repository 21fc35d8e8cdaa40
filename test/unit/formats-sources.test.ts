import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import { openText } from '../../src-main/formats/byte-source.ts';
import { fileBytes } from '../../src-main/formats/file-bytes.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { readFrame, readFrameFrom } from '../read-frame.ts';
import { formatById } from '../../src-main/formats/format-by-id.ts';
import { READERS } from '../../src-main/formats/readers.ts';
import { badInput, chunked, readText } from './formats-memory.ts';
import { FORMATS, type Sample } from './formats-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-formats-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const SAMPLE: Sample = {
  rows: [
    { id: '1', type: '1', x: '1', y: '2', extras: [] },
    { id: '2', type: '2', x: '3', y: '4', extras: [] },
  ],
  columns: [],
  box: { lx: 10, ly: 10, xy: 0 },
  origin: { x: 0, y: 0 },
  timestep: 3,
};

describe('a format is told', () => {
  it('by content, whatever the name says', async () => {
    for (const format of FORMATS) {
      for (const name of ['a.txt', 'b.png', 'c', ...FORMATS.map(({ extension }) => `d${extension}`)]) {
        const path = file(name, format.write(SAMPLE));
        expect((await readFrame(path)).format).toBe(format.id);
      }
    }
  });

  it('by content where the beginning looks like another one', async () => {
    const data = FORMATS[1].write(SAMPLE).replace(/^.*/, '2');
    expect((await readText(data)).format).toBe('lammps-data');
    const xyz = FORMATS[2].write(SAMPLE).replace('energy', '2 atoms energy');
    expect((await readText(xyz)).format).toBe('extended-xyz');
  });

  it('by name, with or without .gz or .zst, when the content does not tell, so that the message fits', async () => {
    const text = 'nothing of note\n';
    for (const [name, message] of [
      ['x.dump', "expected a line that starts with 'ITEM:'"],
      ['x.LAMMPSTRJ', "expected a line that starts with 'ITEM:'"],
      ['x.data', "no line 'N atoms'"],
      ['x.xyz', "the number of particles 'nothing of note' is not an integer"],
      ['x.csv', "no columns 'x' and 'y'"],
    ]) {
      expect((await badInput(readFrame(file(name, text)))).message).toContain(message);
      expect((await badInput(readFrame(file(`${name}.gz`, gzipSync(text))))).message).toContain(message);
      expect((await badInput(readFrame(file(`${name}.zst`, zstdCompressSync(text))))).message).toContain(message);
    }
    const unknown = await badInput(readFrame(file('x.txt', text)));
    expect(unknown.message).toContain('LAMMPS dump, extended XYZ, CSV, LAMMPS data');
    expect(unknown.message).toContain("it begins 'nothing of note'");
  });

  it('not of lines that end in carriage returns alone, which is said', async () => {
    const text = FORMATS[0].write(SAMPLE).replaceAll('\n', '\r');
    expect((await badInput(readText(text))).message).toContain(
      "memory: the lines end in carriage returns alone; let tr '\\r'",
    );
  });

  it('by the caller', async () => {
    const path = file('dump', FORMATS[0].write(SAMPLE));
    expect((await readFrame(path, { format: 'lammps-dump' })).ids).toHaveLength(2);
    const error = await badInput(readFrame(path, { format: 'extended-xyz' }));
    expect(error.message).toContain("the number of particles 'ITEM: TIMESTEP' is not an integer");
    const unknown = await badInput(readFrame(path, { format: 'gro' }));
    expect(unknown.message).toContain(
      "unknown format 'gro'; known formats: lammps-dump, extended-xyz, csv, lammps-data, gsd, npz",
    );
  });

  it('from an explicit table without duplicates', () => {
    expect(READERS.map(({ id }) => id)).toEqual(['lammps-dump', 'extended-xyz', 'csv', 'lammps-data', 'gsd', 'npz']);
    expect(formatById(READERS, 'csv').label).toBe('CSV');
    expect(() => formatById(READERS, '')).toThrow(BadInput);
    const extensions = READERS.flatMap((reader) => reader.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});

describe('files that are no text of particles', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  it.each([
    ['a PNG picture', PNG],
    ['an SQLite database; a Keycore project', Buffer.from('SQLite format 3\0 and more')],
    ['a JPEG picture', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['a PDF document', Buffer.from('%PDF-1.7\n')],
    ['a NumPy array', Buffer.from('\x93NUMPY\x01\x00', 'latin1')],

    ["compressed with xz; run 'unxz'", Buffer.from('fd377a585a0000', 'hex')],
    ["compressed with bzip2; run 'bunzip2'", Buffer.from('BZh91AY')],
    ['compressed with zstd, twice', zstdCompressSync(zstdCompressSync('ITEM:'))],
    ['an HDF5 file', Buffer.from('\x89HDF\r\n', 'latin1')],
    ['text in UTF-16', Buffer.from('\ufeffITEM: TIMESTEP\n', 'utf16le')],
    ['compressed twice', gzipSync(gzipSync('ITEM:'))],
    ['a binary LAMMPS dump', Buffer.from('\xf6\xff\xff\xff\0\0DUMPCUSTOM\0', 'latin1')],
    ['a binary file, not text', Buffer.from('MZ\0\0\x01')],
  ])('%s', async (what, content) => {
    const error = await badInput(readFrame(file('renamed.dump', content)));
    expect(error.message).toContain(`renamed.dump: this is ${what}`);
    expect(error.message).toContain('expected one of');
    // A format that is asked for does not change what the file is.
    await badInput(readText(content, { format: 'lammps-dump' }));
  });

  it('a folder, a missing, an empty, a blank file, a file below a file', async () => {
    expect((await badInput(readFrame(folder))).message).toBe(`${folder}: this is a folder; give a file in it`);
    const missing = join(folder, 'missing');
    expect((await badInput(readFrame(missing))).message).toBe(`${missing}: there is no such file`);
    expect((await badInput(readFrame(join(file('plain', 'x'), 'y')))).message).toContain('there is no such file');
    expect((await badInput(readFrame(file('empty.dump', '')))).message).toContain('the file is empty');
    expect((await badInput(readFrame(file('empty.gz', gzipSync(''))))).message).toContain('holds nothing');
    expect((await badInput(readFrame(file('blank.xyz', '\n \n')))).message).toContain('nothing but blanks');
    expect((await badInput(readFrame('a\0b'))).message).toContain('not a file name');
    expect((await badInput(readFrame('x'.repeat(5000)))).message).toContain('the name is too long');
  });
});

describe('compressed files', () => {
  const text = FORMATS[0].write(SAMPLE);

  it('of several members are one text', async () => {
    const half = text.indexOf('ITEM: BOX');
    const frame = await readText(Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]));
    expect(frame).toEqual(await readText(text));
  });

  it('cut off or damaged are refused', async () => {
    const whole = gzipSync(text);
    for (let kept = 3; kept < whole.length; kept += 7) {
      const error = await badInput(readText(whole.subarray(0, kept)));
      expect(error.message).toBe('memory: the compressed file is cut off');
    }
    const damaged = Buffer.from(whole);
    damaged[whole.length - 6] ^= 0xff;
    expect((await badInput(readText(damaged))).message).toMatch(/the compressed file is damaged \(.+\)/);
    expect((await badInput(readText(Buffer.from('1f8b0900', 'hex')))).message).toMatch(/damaged|cut off/);
  });

  it('that unfold beyond all measure are refused early', async () => {
    // 256 MiB of blank lines in 256 members of 1 KiB.
    const bomb = Buffer.concat(Array.from({ length: 256 }, () => gzipSync(`${' '.repeat(1023)}\n`.repeat(1024))));
    let given = 0;
    async function* counted(): AsyncGenerator<Uint8Array, void> {
      for await (const chunk of chunked(bomb, 1024)) {
        given += 1;
        yield chunk;
      }
    }
    const error = await badInput(readFrameFrom(counted(), 'bomb', { format: 'csv' }));
    expect(error.message).toContain('bomb: the file unfolds to more than 200 times its size');
    // A little more than the first 16 MiB had to be looked at.
    expect(given).toBeLessThan(0.5 * Math.ceil(bomb.length / 1024));
    const total = await badInput(openText(chunked(gzipSync(text)), 'memory', 100));
    expect(total.message).toContain('unfolds to more than 100 bytes');
  });

  it('of zstd are read, of several frames and with frames to skip too', async () => {
    const half = text.indexOf('ITEM: BOX');
    const withChecksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
    const parts = [
      // To be skipped: three bytes, none.
      Buffer.from('502a4d1803000000010203', 'hex'),
      zstdCompressSync(text.slice(0, half), withChecksum),
      Buffer.from('5f2a4d1800000000', 'hex'),
      // No bytes of text, one, and the same one many times.
      zstdCompressSync(''),
      zstdCompressSync(text.slice(half)),
    ];
    const whole = Buffer.concat(parts);
    const frame = await readText(text);
    expect(await readText(zstdCompressSync(text))).toEqual(frame);
    for (const size of [1, 3, 16, whole.length])
      expect(await readFrameFrom(chunked(whole, size), 'memory')).toEqual(frame);
    // Larger than a block, which is 128 KiB, in raw, repeated and compressed blocks.
    const blanks = `${' '.repeat(999)}\n`.repeat(1000);
    const noise = `a,${randomBytes(600_000).toString('base64')}\n`;
    const long = zstdCompressSync(`${text}${blanks}`);
    expect(await readFrameFrom(chunked(long, 1000), 'memory')).toEqual({ ...frame, warnings: undefined });
    const { rest, head } = await openText(chunked(zstdCompressSync(noise + text), 5000), 'memory');
    expect(Buffer.concat([head, ...(await Array.fromAsync(rest))]).toString()).toBe(noise + text);
  });

  it('of zstd, cut off, damaged or unfolding beyond all measure, are refused', async () => {
    const whole = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    for (let kept = 4; kept < whole.length; kept += 1)
      expect((await badInput(readText(whole.subarray(0, kept)))).message).toBe(
        'memory: the compressed file is cut off',
      );
    const damaged = Buffer.from(whole);
    damaged[whole.length - 1] ^= 0xff;
    expect((await badInput(readText(damaged))).message).toMatch(/the compressed file is damaged \(.+\)/);
    const junk = Buffer.concat([whole, Buffer.from('junk')]);
    expect((await badInput(readText(junk))).message).toContain('damaged (what follows a frame of zstd is none)');
    const bomb = Buffer.concat(
      Array.from({ length: 64 }, () => zstdCompressSync(`${' '.repeat(1023)}\n`.repeat(1024))),
    );
    const error = await badInput(readText(bomb, { format: 'csv' }));
    expect(error.message).toContain('memory: the file unfolds to more than 200 times its size');
  });

  it('are known by their bytes, not by deflate only', async () => {
    expect((await badInput(readText(deflateRawSync(text)))).message).toMatch(/none of the formats|not text/);
  });
});

describe('streams', () => {
  it('of the web are read as files are', async () => {
    const text = FORMATS[2].write(SAMPLE);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from(text.slice(0, 20)));
        controller.enqueue(Buffer.from(text.slice(20)));
        controller.close();
      },
    });
    expect(await readFrameFrom(stream, 'memory')).toEqual(await readText(text));
  });

  it('are closed after a frame, after an error, and when the caller stops', async () => {
    const text = FORMATS[0].write(SAMPLE).repeat(3);
    const closings: string[] = [];
    async function* source(name: string, content: string): AsyncGenerator<Uint8Array, void> {
      try {
        yield* chunked(content, 10);
      } finally {
        closings.push(name);
      }
    }
    await readFrameFrom(source('one frame', text), 'memory', { frame: 0 });
    await badInput(readFrameFrom(source('bad', 'nothing'), 'memory'));
    await badInput(readFrameFrom(source('binary', 'GIF8'), 'memory'));
    for await (const frame of readFrames(source('stopped', text), 'memory')) if (frame.frameIndex === 1) break;
    await badInput(readFrameFrom(source('damaged', text.replace('3 4', 'x 4').replaceAll('4 2 3', 'x')), 'memory'));
    expect(closings).toEqual(['one frame', 'bad', 'binary', 'stopped', 'damaged']);
  });

  it('hand on the errors of their owner as they are', async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void> {
      yield Buffer.from('ITEM: TIMESTEP\n');
      throw new Error('the network is down');
    }
    await expect(readFrameFrom(broken(), 'memory')).rejects.toThrow(/^the network is down$/);
    async function* brokenGzip(): AsyncGenerator<Uint8Array, void> {
      yield gzipSync('ITEM: TIMESTEP\n').subarray(0, 12);
      throw new Error('the network is down');
    }
    await expect(readFrameFrom(brokenGzip(), 'memory')).rejects.toThrow(/^the network is down$/);
  });

  it('of files leave no file open', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    if (process.platform !== 'linux') return;
    const path = file('many.dump', FORMATS[0].write(SAMPLE).repeat(50_000));
    const before = open();
    for (let turn = 0; turn < 5; turn += 1) {
      await readFrame(path, { frame: 0 });
      for await (const frame of readFrames(fileBytes(path), path)) if (frame.frameIndex === 2) break;
      await badInput(readFrame(path, { format: 'csv' }));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(open()).toBeLessThanOrEqual(before + 1);
  });

  it('of many frames need memory for one', async () => {
    // Megabytes of frames; the frames before the last are passed over, their bytes let go.
    const path = file('long.dump', FORMATS[0].write(SAMPLE).repeat(40_000));
    expect((await readFrame(path)).frameIndex).toBe(39_999);
    expect((await readFrame(path, { frame: 30_000 })).frameIndex).toBe(30_000);
    renameSync(path, join(folder, 'moved.dump'));
    expect((await badInput(readFrame(path))).message).toContain('no such file');
  });
});

describe('a stated number of particles', () => {
  it('costs nothing until the rows come', async () => {
    const head = 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n10000000\nITEM: BOX BOUNDS\n0 9\n0 9\n0 1\n';
    const names = Array.from({ length: 990 }, (_, at) => `c${at}`).join(' ');
    const before = process.memoryUsage().arrayBuffers;
    // 10⁷ rows of 994 columns would be 80 GB.
    const error = await badInput(readText(`${head}ITEM: ATOMS id type x y ${names}\n1 1 1 1 ${'0 '.repeat(990)}\n`));
    expect(error.message).toContain('states 10000000 atoms; it breaks off in line 10, after 1 of them');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
  });
});

describe('particles on one spot', () => {
  it('are found in crowds, and no others', () => {
    const box = { lx: 1000, ly: 900, xy: 333 };
    const count = 20_000;
    const spacing = Math.sqrt((box.lx * box.ly) / count);
    // A crowd of 100 × 200 within a hundred-thousandth of the spacing, 30 tolerances apart.
    const positions = new Float64Array(2 * count);
    for (let at = 0; at < count; at += 1) {
      positions[2 * at] = (at % 100) * 30e-9 * spacing;
      positions[2 * at + 1] = Math.floor(at / 100) * 30e-9 * spacing;
    }
    expect(findCoincidence(box, positions)).toBeNull();
    positions[2 * 777] = positions[2 * 4321] + box.lx - box.xy + 0.5e-9 * spacing;
    positions[2 * 777 + 1] = positions[2 * 4321 + 1] - box.ly;
    expect(findCoincidence(box, positions)).toEqual({ i: 4321, j: 777 });
  });

  it('are found next to every edge of the box and of the hash', () => {
    for (const box of [
      { lx: 7, ly: 5, xy: 0 },
      { lx: 7, ly: 5, xy: -3.5 },
      { lx: 1e4, ly: 0.01, xy: 5e3 },
    ]) {
      const tolerance = 1e-9 * Math.sqrt((box.lx * box.ly) / 2);
      for (let turn = 0; turn < 400; turn += 1) {
        const angle = turn * 2.399963;
        const [u, v] =
          turn % 4 === 0 ? [0, 0] : turn % 4 === 1 ? [0, turn / 401] : [turn / 401, turn % 4 === 2 ? 0 : 0.37];
        const x = u * box.lx + v * box.xy;
        const y = v * box.ly;
        const pair = (distance: number): Float64Array =>
          Float64Array.of(x, y, x + distance * tolerance * Math.cos(angle), y + distance * tolerance * Math.sin(angle));
        expect(findCoincidence(box, pair(0.9))).toEqual({ i: 1, j: 0 });
        expect(findCoincidence(box, pair(1.1))).toBeNull();
      }
    }
  });
});
