import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import type { FrameChoice } from '../../src-main/formats/frame-choice.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { readFrameFrom } from '../read-frame.ts';
import { badInput, chunked, readText, readTexts } from './formats-memory.ts';
import { FORMATS, type FormatUnderTest, type Row, type Sample } from './formats-under-test.ts';

const BOX = { lx: 8.7, ly: 6.3, xy: -2.2 };
const ORIGIN = { x: -3.3, y: 1.7 };

/** Rows in an order that is not that of the ids, ids with gaps up to the largest one. */
const PARTICLES = [
  { id: 12, type: 2, x: -1.25, y: 2.5, vx: 0.5, vy: -1e-7, pe: 1.5 },
  { id: 3, type: 1, x: 0.1, y: 3.3, vx: -0.25, vy: 3e5, pe: -2 },
  { id: 2147483647, type: 2, x: 2.7, y: 1.9, vx: 0, vy: 1, pe: 0.1 },
  { id: 1, type: 3, x: 1e-3, y: 7.123456789012345, vx: 2, vy: 2, pe: 0.2 },
  { id: 700, type: 1, x: -30.5, y: 12.25, vx: 3, vy: -3, pe: 0.3 },
];

function rowOf({ id, type, x, y, vx, vy, pe }: (typeof PARTICLES)[number]): Row {
  return { id: `${id}`, type: `${type}`, x: `${x}`, y: `${y}`, extras: [`${vx}`, `${vy}`, `${pe}`] };
}

function sample(change: Partial<Sample> = {}): Sample {
  return {
    rows: PARTICLES.map(rowOf),
    columns: ['vx', 'vy', 'c_pe[1]'],
    box: BOX,
    origin: ORIGIN,
    timestep: 77,
    ...change,
  };
}

/** The sample with one field of one row replaced. */
function with1(row: number, change: Partial<Row>): Sample {
  const rows = PARTICLES.map(rowOf);
  rows[row] = { ...rows[row], ...change };
  return sample({ rows });
}

function comparable(frame: Frame): Omit<Frame, 'source' | 'format' | 'warnings' | 'typeMasses' | 'uses'> {
  const { ids, types, typeLabels, positions, box, origin, columns, timestep, frameIndex } = frame;
  return { ids, types, typeLabels, positions, box, origin, columns, timestep, frameIndex };
}

describe.each(FORMATS)('$id', (format: FormatUnderTest) => {
  const read = (of: Sample): Promise<Frame> => readText(format.write(of));
  const refused = async (of: Sample): ReturnType<typeof badInput> => badInput(read(of));
  const lineOf = (of: Sample, row: number): number => format.linesAbove(of) + 1 + row;

  it('reads ids, types, positions, box, origin, columns and time step, sorted by id', async () => {
    const frame = await read(sample());
    expect(frame.format).toBe(format.id);
    expect(frame.source).toBe('memory');
    expect(frame.frameIndex).toBe(0);
    expect(frame.timestep).toBe(77);
    expect(frame.warnings).toEqual(format.says.length > 0 ? format.says : undefined);
    expect([...frame.ids]).toEqual([1, 3, 12, 700, 2147483647]);
    expect(frame.typeLabels).toEqual(['1', '2', '3']);
    expect([...frame.types]).toEqual([2, 0, 1, 0, 1]);

    // Origin and edges are sums and differences of two doubles of up to 17 digits: a few units in the last place.
    expect(frame.box.lx).toBeCloseTo(BOX.lx, 14);
    expect(frame.box.ly).toBeCloseTo(BOX.ly, 14);
    expect(frame.box.xy).toBe(BOX.xy);
    expect(frame.origin.x).toBeCloseTo(ORIGIN.x, 14);
    expect(frame.origin.y).toBeCloseTo(ORIGIN.y, 14);
    const sorted = PARTICLES.toSorted((a, b) => a.id - b.id);
    sorted.forEach(({ x, y }, index) => {
      expect(frame.positions[2 * index]).toBeCloseTo(x - ORIGIN.x, 13);
      expect(frame.positions[2 * index + 1]).toBeCloseTo(y - ORIGIN.y, 13);
    });

    const expected: Record<string, number[]> = {
      vx: sorted.map(({ vx }) => vx),
      vy: sorted.map(({ vy }) => vy),
      'c_pe[1]': sorted.map(({ pe }) => pe),
    };
    const names = [...Object.keys(expected).filter(format.holds), ...format.adds];
    expect(frame.columns.map((column) => column.name)).toEqual(names);
    for (const column of frame.columns)
      expect([...column.values]).toEqual(expected[column.name] ?? sorted.map(() => 0));
  });

  it('gives the same frame for any order of rows, line ends, chunks and compression', async () => {
    const text = format.write(sample());
    const frame = comparable(await readText(text));
    const sortedRows = PARTICLES.toSorted((a, b) => a.id - b.id).map(rowOf);
    expect(comparable(await read(sample({ rows: sortedRows })))).toEqual(frame);
    expect(comparable(await readText(text.replaceAll('\n', '\r\n')))).toEqual(frame);
    expect(comparable(await readText(`\ufeff${text}`))).toEqual(frame);
    expect(comparable(await readText(gzipSync(text)))).toEqual(frame);
    for (const size of [1, 2, 7, 64]) {
      expect(comparable(await readFrameFrom(chunked(text, size), 'memory'))).toEqual(frame);
      expect(comparable(await readFrameFrom(chunked(gzipSync(text), size), 'memory'))).toEqual(frame);
    }
  });

  it('reads leading signs, points and Fortran exponents', async () => {
    const rows = PARTICLES.map(rowOf);
    rows[0] = { ...rows[0], x: '-1.25D+00', y: '+2.5e0' };
    rows[1] = { ...rows[1], x: '.1' };
    expect(comparable(await read(sample({ rows })))).toEqual(comparable(await read(sample())));
  });

  it('reads an orthogonal box at the origin bit for bit', async () => {
    const box = { lx: 9.1, ly: 6.300000000000001, xy: 0 };
    const frame = await read(sample({ box, origin: { x: 0, y: 0 } }));
    expect(frame.box).toEqual(box);
    expect(frame.origin).toEqual({ x: 0, y: 0 });
    const sorted = PARTICLES.toSorted((a, b) => a.id - b.id);
    expect([...frame.positions]).toEqual(sorted.flatMap(({ x, y }) => [x, y]));
  });

  it.each([2.2, 7.5, -5.2, 26.0])('reads a tilt of %d; one beyond lx/2 as the shorter equivalent', async (xy) => {
    const frame = await read(sample({ box: { ...BOX, xy } }));
    expect(frame.box.lx).toBeCloseTo(BOX.lx, 13);
    expect(Math.abs(frame.box.xy)).toBeLessThanOrEqual(frame.box.lx / 2);
    const shift = (xy - frame.box.xy) / BOX.lx;
    expect(shift).toBeCloseTo(Math.round(shift), 12);
    // The lattice is the same one: a + b of the file is a lattice vector of the frame.
    const [dx, dy] = nearestImage(frame.box, BOX.lx + xy, BOX.ly);
    expect(Math.hypot(dx, dy)).toBeLessThan(1e-13);
  });

  it('takes a constant z, whatever it is, and refuses one that varies', async () => {
    const flat = PARTICLES.map((particle) => ({ ...rowOf(particle), z: '0.37' }));
    expect(comparable(await read(sample({ rows: flat })))).toEqual(comparable(await read(sample())));

    const solid = flat.map((row) => ({ ...row }));
    solid[3].z = '0.37001';
    const of = sample({ rows: solid });
    const error = await refused(of);
    expect(error.message).toContain('three-dimensional');
    expect(error.place.line).toBe(lineOf(of, 3));
    // 1e-6 of the mean spacing, 3.3e-6 here, is still flat.
    solid[3].z = '0.370003';
    await read(sample({ rows: solid }));
  });

  it('refuses a repeated id, naming both lines', async () => {
    const of = with1(3, { id: '3' });
    const error = await refused(of);
    expect(error.message).toContain(`id 3 is repeated; it stands in line ${lineOf(of, 1)} already`);
    expect(error.place).toEqual({ file: 'memory', line: lineOf(of, 3), field: 'id' });
  });

  it('reads ids that are written as decimals', async () => {
    const rows = PARTICLES.map((particle) => ({ ...rowOf(particle), id: particle.id.toExponential(18) }));
    expect(comparable(await read(sample({ rows })))).toEqual(comparable(await read(sample())));
  });

  it('shifts ids that count from 0, and says so', async () => {
    const rows = PARTICLES.map((particle) => ({
      ...rowOf(particle),
      id: `${particle.id === 1 ? 0 : particle.id - 1}`,
    }));
    const frame = await read(sample({ rows }));
    expect(comparable(frame)).toEqual(comparable(await read(sample())));
    expect(frame.warnings).toEqual([...format.says, 'Particle ids count from 0 in the file; 1 is added to each.']);
    const error = await refused(with1(3, { id: '0' }));
    expect(error.message).toContain('particle ids count from 0; the largest may then be 2147483646');
  });

  it('takes one of two columns of the same content, and refuses two contents of one name', async () => {
    if (!format.holds('c_pe[1]')) return;
    const columns = ['vx', 'vy', 'c_pe[1]', 'vx'];
    const rows = PARTICLES.map(rowOf).map((row) => ({ ...row, extras: [...row.extras, `${row.extras[0]}.0`] }));
    rows[0].extras[3] = '0.50';
    rows[1].extras[3] = '-25e-2';
    const frame = await read(sample({ columns, rows }));
    expect(comparable(frame)).toEqual(comparable(await read(sample())));
    expect(frame.warnings).toEqual([
      'Columns that occur more than once, with the same content: vx; one of each is used.',
    ]);
    rows[3].extras[3] = '2.5';
    const of = sample({ columns, rows });
    const error = await refused(of);
    expect(error.message).toContain("the column occurs twice, with '2' and '2.5' in this row");
    expect(error.place).toEqual({ file: 'memory', line: lineOf(of, 3), field: 'vx' });
  });

  it.each(['-4', '1.5', '2147483648', '99999999999999999999', 'x', 'nan'])('refuses the id %s', async (id) => {
    const of = with1(2, { id });
    const error = await refused(of);
    expect(error.message).toContain(`'${id}' is not an integer from 0 to 2147483647`);
    expect(error.place).toEqual({ file: 'memory', line: lineOf(of, 2), field: 'id' });
  });

  it.each([
    ['nan', 'is not finite'],
    ['-inf', 'is not finite'],
    ['1e999', 'is not finite'],
    ['abc', 'is not a number'],
    ['1.2.3', 'is not a number'],
    ['0x10', 'is not a number'],
    ['1_000', 'is not a number'],
    ['12e', 'is not a number'],
    ['--1', 'is not a number'],
  ])('refuses the coordinate %s', async (x, reason) => {
    const of = with1(1, { x });
    const error = await refused(of);
    expect(error.message).toContain(`'${x}' ${reason}`);
    expect(error.place).toEqual({ file: 'memory', line: lineOf(of, 1), field: format.x });
  });

  it.each(['1e300', '-5e10'])('refuses a particle as far away as %s', async (y) => {
    const of = with1(3, { y });
    const error = await refused(of);
    expect(error.message).toContain('more than 1000000 box lengths away');
    expect(error.place.line).toBe(lineOf(of, 3));
  });

  it('refuses two particles on one spot, across the periodic boundaries too', async () => {
    const [first] = PARTICLES;
    for (const [columns, rows] of [
      [0, 0],
      [1, 0],
      [-1, 1],
      [3, -2],
    ]) {
      const x = `${first.x + columns * BOX.lx + rows * BOX.xy + 3e-10}`;
      const y = `${first.y + rows * BOX.ly - 3e-10}`;
      const of = with1(4, { x, y });
      const error = await refused(of);
      expect(error.message).toContain(`particles 12 (line ${lineOf(of, 0)}) and 700 stand on one spot`);
      expect(error.place.line).toBe(lineOf(of, 4));
    }
    await read(with1(4, { x: `${first.x + BOX.lx + 1e-8}`, y: `${first.y}` }));
  });

  it.each([
    [{ lx: 0, ly: 6.3, xy: 0 }, 'longer than 0|length 0'],
    [{ lx: 8.7, ly: 0, xy: 1 }, 'longer than 0'],
    [{ lx: 8.7, ly: 1e75, xy: 0 }, 'not one of a particle configuration'],
    [{ lx: 1e-5, ly: 100, xy: 0 }, 'not one of a particle configuration'],
  ])('refuses the box %o', async (box, reason) => {
    const error = await refused(sample({ box }));
    expect(error.message).toMatch(new RegExp(reason));
    expect(error.place.line).toBeGreaterThan(0);
  });

  it.each([
    { lx: 8.7, ly: -6.3, xy: 0 },
    { lx: -8.7, ly: 6.3, xy: 1 },
  ])('refuses the box %o, unless it states vectors, which are exchanged then', async (box) => {
    if (format.statesVectors) expect((await read(sample({ box }))).warnings?.join()).toContain('left-handed');
    else expect((await refused(sample({ box }))).message).toMatch(/longer than 0|expected/);
  });

  it('refuses an empty or blank file', async () => {
    expect((await badInput(readText(''))).message).toBe('memory: the file is empty');
    expect((await badInput(readText(' \n\n', { format: format.id }))).message).toBe('memory: the file holds no frame');
    expect((await badInput(readText(' \n\n'))).message).toBe('memory: the file holds nothing but blanks');
  });

  it('refuses a row with a field too few', async () => {
    const of = with1(2, { y: '', extras: PARTICLES.map(() => '').slice(0, 3) });
    const error = await refused(of);
    expect(error.place.line).toBe(lineOf(of, 2));
  });

  it('says when the last line has no end, since digits may be missing', async () => {
    const frame = await readText(format.write(sample()).trimEnd());
    expect(frame.warnings?.join()).toContain('no line end');
  });

  if (format.statesCount) {
    it('refuses more or fewer rows than stated', async () => {
      for (const [count, frame] of [
        ['4', 0],
        ['6', 0],
        ['4', 'last'],
        ['6', 'last'],
      ] as const) {
        const error = await badInput(readText(format.write(sample({ count })), { frame }));
        expect(error.message).toMatch(new RegExp(`states ${count} (atoms|particles)`));
        expect(error.place.line).toBeGreaterThan(0);
      }
    });

    it.each([
      ['999999999999', 'at most 10000000'],
      ['10000001', 'at most 10000000'],
      ['99999999999999999999999999', 'at most 10000000'],
      ['-5', 'at least 1'],
      ['0', 'at least 1'],
    ])('refuses a stated number of %s particles', async (count, reason) => {
      const error = await refused(sample({ count }));
      expect(error.message).toContain(reason);
      expect(error.place.line).toBeGreaterThan(0);
      expect(error.place.field).toBeDefined();
    });
  }

  it('refuses every beginning of a file that lacks a row', async () => {
    const text = format.write(sample());
    const lines = text.trimEnd().split('\n');
    const rows = format.linesAbove(sample()) + PARTICLES.length;
    for (let kept = 1; kept < (format.statesCount ? rows : 6); kept += 1) {
      const part = `${lines.slice(0, kept).join('\n')}\n`;
      const error = await badInput(readText(part, { format: format.id }));
      expect(error.place.file).toBe('memory');
    }
  });

  if (format.severalFrames) {
    const frames = [sample(), sample({ timestep: 78, rows: PARTICLES.slice(1).map(rowOf) }), sample({ timestep: 79 })];
    const text = frames.map(format.write).join('');

    it('reads several frames, one at a time, by number or the last', async () => {
      const all = await readTexts(text);
      expect(all.map(({ timestep, frameIndex, ids }) => [timestep, frameIndex, ids.length])).toEqual([
        [77, 0, 5],
        [78, 1, 4],
        [79, 2, 5],
      ]);
      for (const [index, frame] of all.entries()) expect(await readText(text, { frame: index })).toEqual(frame);
      expect(await readText(text, { frame: 'last' })).toEqual(all[2]);
      expect(await readText(text)).toEqual(all[2]);
      const inPieces = await readFrameFrom(chunked(text, 5), 'memory', { frame: 'last' });
      expect(inPieces).toEqual(all[2]);
    });

    it('names lines of the whole file in errors of a later frame, chosen either way', async () => {
      const bad = with1(2, { x: 'oops' });
      const line = frames.slice(0, 2).map(format.write).join('').split('\n').length + format.linesAbove(bad) + 2;
      const broken = [...frames.slice(0, 2), bad].map(format.write).join('');
      for (const frame of [2, 'last'] as const)
        expect((await badInput(readText(broken, { frame }))).place.line).toBe(line);
      expect((await readText(broken, { frame: 1 })).timestep).toBe(78);
    });

    const rowsOf = (of: Sample) => format.write(of).trimEnd().split('\n');
    const cutAfter = (of: Sample, count: number) => rowsOf(of).slice(0, format.linesAbove(of) + count);
    const indexes = async (all: string, frame: FrameChoice) =>
      (await readTexts(all, { frame })).map(({ frameIndex, timestep }) => [frameIndex, timestep]);

    it('reads the last whole frame where the last of all is cut, and says so', async () => {
      const above = text.split('\n').length - rowsOf(frames[2]).length - 1;
      for (const end of ['\n', '\n12 1', '\n12 1 \n', '']) {
        const cut = `${[text.split('\n').slice(0, above).join('\n'), ...cutAfter(frames[2], 3)].join('\n')}${end}`;
        const frame = await readText(cut, { frame: 'last' });
        expect(frame.frameIndex).toBe(1);
        const [warning] = frame.warnings ?? [];
        expect(warning).toMatch(
          new RegExp(`^Frame 2 was passed over: it is cut off: it begins in line ${above + 1} and `),
        );
        expect(warning).toMatch(/states 5 \w+; it breaks off in line \d+, after [2-4] of them\.$/);
        expect(await indexes(cut, 'all')).toEqual([
          [0, 77],
          [1, 78],
        ]);
        // Rows that are only counted may include the one that was cut.
        const uncounted = (text: string) => text.replace(/after \d/, '');
        expect((await readTexts(cut))[1].warnings?.map(uncounted)).toEqual([uncounted(warning)]);
        const error = await badInput(readText(cut, { frame: 2 }));
        expect(error.message).toContain(`frame 2 is cut off: it begins in line ${above + 1} and states 5`);
        expect(error.message).toContain('all whole ones by --frame all');
        expect((await badInput(readText(cut, { frame: 3 }))).message).toContain('the file holds frames 0 to 2');
      }
    });

    // A run was killed within a row, and others appended to its file, with a line end or without.
    it.each([1, 2, 3, 4])('goes on after a frame that is cut after %d rows, wherever that is', async (count) => {
      const [whole, , last] = frames.map(format.write);
      const [broken] = rowsOf(frames[0]).slice(format.linesAbove(frames[0]) + count);
      for (const left of [
        '',
        ...[1, 5, count === 4 ? 7 : broken.length - 1].map((length) => `${broken.slice(0, length)}\n`),
      ]) {
        const cut = `${cutAfter(frames[0], count).join('\n')}\n${left}`;
        const all = whole + cut + last + cut + whole;
        for (const chunk of [Infinity, 7]) {
          const read = await Array.fromAsync(readFrames(chunked(all, chunk), 'memory'));
          expect(read.map(({ frameIndex, timestep }) => [frameIndex, timestep])).toEqual([
            [0, 77],
            [2, 79],
            [4, 77],
          ]);
          expect(read[1].warnings).toHaveLength(1);
        }
        const line = whole.split('\n').length;
        const error = await badInput(readText(all, { frame: 1 }));
        expect(error.message).toContain(`begins in line ${line} and states 5`);
        expect(error.place.line).toBe(line + format.linesAbove(frames[0]) + count - 1 + (left === '' ? 0 : 1));
        expect((await readText(all, { frame: 2 })).timestep).toBe(79);
        expect((await readText(all)).frameIndex).toBe(4);
        expect((await readText(whole + cut + last + cut)).frameIndex).toBe(2);
      }
    });

    it('goes on after a frame that is cut above its rows', async () => {
      const [whole, , last] = frames.map(format.write);
      const head = rowsOf(frames[0]).slice(0, format.linesAbove(frames[0]));
      for (let kept = 1; kept <= head.length; kept += 1) {
        const cut = `${head.slice(0, kept).join('\n')}\n`;
        expect(await indexes(whole + cut + last, 'all')).toEqual([
          [0, 77],
          [2, 79],
        ]);
        expect((await readText(whole + cut)).warnings?.[0]).toContain('Frame 1 was passed over: it is cut off');
      }
    });

    it('passes over frames of no particles', async () => {
      const empty = format.write(sample({ rows: [], timestep: 5 }));
      expect(await indexes(empty + text + empty, 'all')).toEqual([
        [1, 77],
        [2, 78],
        [3, 79],
      ]);
      const last = await readText(text + empty);
      expect(last.frameIndex).toBe(2);
      expect(last.warnings?.[0]).toMatch(/^Frame 3 was passed over: it holds no particles \(line \d+\)\.$/);
      expect((await badInput(readText(empty + text, { frame: 0 }))).message).toContain('frame 0 holds no particles');
      const many = await readText(text + empty.repeat(20));
      expect(many.warnings).toHaveLength(6);
      expect(many.warnings?.at(-1)).toBe('So were 15 more.');
      expect((await badInput(readText(empty + empty))).message).toContain(
        'no frame that was asked for is whole: frame 0 holds no particles',
      );
    });

    it('reads slices of frames, as Python has them', async () => {
      const seven = Array.from({ length: 7 }, (_, at) => format.write(sample({ timestep: at }))).join('');
      const numbers = async (frame: FrameChoice) =>
        (await Array.fromAsync(readFrames(() => chunked(seven), 'memory', { frame }))).map(({ timestep }) => timestep);
      const python = [0, 1, 2, 3, 4, 5, 6];
      for (const [slice, expected] of [
        ['2:5', python.slice(2, 5)],
        [':', python],
        ['::3', [0, 3, 6]],
        ['1:6:2', [1, 3, 5]],
        ['-2:', python.slice(-2)],
        [':-4', python.slice(0, -4)],
        ['-100:2', [0, 1]],
        ['5:100', [5, 6]],
        ['-5:-1:3', [2, 5]],
      ] as const)
        expect(await numbers(slice)).toEqual(expected);
      const error = await badInput(readTexts(seven, { frame: '7:' }));
      expect(error.message).toBe('memory, frame: the slice 7: names no frame; the file holds frames 0 to 6');
      expect((await badInput(readTexts(seven, { frame: '3:2' }))).message).toContain('the slice 3:2 names no frame');
      expect((await badInput(readTexts(seven, { frame: '1:2:0' }))).message).toContain('expected i:j or i:j:k');
      expect((await badInput(readTexts(seven, { frame: '-1:' }))).message).toContain('the end is not known');
    });

    it('refuses a frame beyond the end', async () => {
      const error = await badInput(readText(text, { frame: 3 }));
      expect(error.message).toBe('memory, frame: frame 3 does not exist; the file holds frames 0 to 2');
    });
  } else {
    it('holds one frame', async () => {
      expect(await readTexts(format.write(sample()))).toHaveLength(1);
      const error = await badInput(readText(format.write(sample()), { frame: 1 }));
      expect(error.message).toBe('memory, frame: frame 1 does not exist; the file holds one frame, number 0');
    });
  }

  it.each([-1, 0.5, NaN])('refuses the frame number %d', async (frame) => {
    expect((await badInput(readText(format.write(sample()), { frame }))).message).toContain('does not exist');
  });
});
