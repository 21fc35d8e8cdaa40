import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ByteLines } from '../../src-main/formats/byte-lines.ts';
import { fileBytes } from '../../src-main/formats/file-bytes.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { readFrames, type ReadOptions } from '../../src-main/formats/read-frames.ts';
import { tableFrames } from '../../src-main/formats/table-frames.ts';
import { surveyTable } from '../../src-main/formats/table-survey.ts';
import { badInput, readText, readTexts } from './formats-memory.ts';

const box = { lx: 12, ly: 9, xy: 0 };
const NO_TYPES = "There is no column of types: all particles are taken as of one type, '1'.";
const FROM_ZERO = 'Particle ids count from 0 in the file; 1 is added to each.';

/** Where particle p stands in frame f: every one moves, and particle 0 is missing from frame 7. */
const FRAMES = [4, 7, 20];
const position = (particle: number, frame: number) => [
  (3 * particle + 0.1 * frame) % 12,
  (2 * particle + 0.01 * frame * particle) % 9,
];
const ROWS = FRAMES.flatMap((frame) =>
  Array.from({ length: 5 }, (_, particle) => ({ frame, particle })).slice(frame === 7 ? 1 : 0),
);

/** As trackpy's link writes it by pandas: y and x first, an index in front, ids of tracks as whole numbers from 0. */
function trackpy(rows: typeof ROWS): string {
  const lines = rows.map(({ frame, particle }, at) => {
    const [x, y] = position(particle, frame);
    return `${at},${y},${x},${100 + particle},1.5,0.25,7,120,,${frame},${particle}`;
  });
  return `,y,x,mass,size,ecc,signal,raw_mass,ep,frame,particle\n${lines.join('\n')}\n`;
}

const TRACKMATE = [
  'LABEL,ID,TRACK_ID,QUALITY,POSITION_X,POSITION_Y,POSITION_Z,POSITION_T,FRAME,RADIUS,VISIBILITY,MEAN_INTENSITY_CH1',
  'Label,Spot ID,Track ID,Quality,X,Y,Z,T,Frame,Radius,Visibility,Mean intensity ch1',
  'Label,Spot ID,Track ID,Quality,X,Y,Z,T,Frame,R,Visibility,Mean ch1',
  ',,,(quality),(micron),(micron),(micron),(sec),,(micron),,(counts)',
];
function trackMate(rows: typeof ROWS, head = TRACKMATE): string {
  const lines = rows.map(({ frame, particle }, at) => {
    const [x, y] = position(particle, frame);
    const track = ['', 'None', '3'][particle % 3];
    return `ID${at},${100 - at},${track},4.5,${x},${y},0.0,${frame * 0.5},${frame},2.5,1,`;
  });
  return `${[...head, ...lines].join('\n')}\n`;
}

const byParticle = ROWS.toSorted((a, b) => a.particle - b.particle);
const backwards = ROWS.toReversed();

function expectFrames(frames: readonly Frame[]): void {
  expect(frames.map(({ frameIndex, timestep }) => [frameIndex, timestep])).toEqual([
    [0, 4],
    [1, 7],
    [2, 20],
  ]);
  for (const [at, frame] of frames.entries()) {
    const particles = at === 1 ? [1, 2, 3, 4] : [0, 1, 2, 3, 4];
    expect([...frame.positions]).toEqual(particles.flatMap((particle) => position(particle, FRAMES[at])));
    expect([...frame.ids]).toEqual(particles.map((particle) => particle + 1));
  }
}

describe('a table with frames', () => {
  it.each([
    ['sorted by frame', ROWS],
    ['sorted by particle', byParticle],
    ['backwards', backwards],
  ])('of trackpy, %s, is configurations in the order of their frames', async (_, rows) => {
    const frames = await readTexts(trackpy(rows), { box });
    expectFrames(frames);
    expect(frames[0].warnings).toEqual([NO_TYPES, FROM_ZERO]);
    // The particles of a frame without the particle 0 are counted as those of the others.
    expect(frames[1].warnings).toEqual([NO_TYPES, FROM_ZERO]);
    expect(frames[0].columns.map(({ name }) => name)).toEqual(['mass', 'size', 'ecc', 'signal', 'raw_mass', 'ep']);
    expect([...frames[0].columns[0].values]).toEqual([100, 101, 102, 103, 104]);
    expect([...frames[0].columns[5].values]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });

  it('gives a frame by its number in ascending order, and the last', async () => {
    for (const rows of [ROWS, byParticle, backwards]) {
      const all = await readTexts(trackpy(rows), { box });
      for (const [frame, expected] of all.entries())
        expect(await readText(trackpy(rows), { box, frame })).toEqual(expected);
      expect(await readText(trackpy(rows), { box, frame: 'last' })).toEqual(all[2]);
      expect((await badInput(readText(trackpy(rows), { box, frame: 3 }))).message).toBe(
        'memory, frame: frame 3 does not exist; the file holds frames 0 to 2',
      );
    }
  });

  it('may have its columns in any order, other separators, comments and blank lines', async () => {
    const lines = ROWS.map(({ frame, particle }) => [frame, ...position(particle, frame), particle + 1].join('\t'));
    const text = `# box 12 9\n# origin 0 0\nframe\tx\ty\tparticle\n\n${lines.join('\n# between\n')}\n`;
    const frames = await readTexts(text);
    expectFrames(frames);
    expect(frames[0].warnings).toEqual([NO_TYPES]);
  });

  it('may call its frames time steps, which is said', async () => {
    const frames = await readTexts(trackpy(ROWS).replace(',frame,', ',Timestep,'), { box });
    expectFrames(frames);
    expect(frames[0].warnings).toEqual([
      NO_TYPES,
      "Each value of the column 'Timestep' is taken as a frame.",
      FROM_ZERO,
    ]);
  });

  it('of TrackMate is read with its lines of longer names and units', async () => {
    for (const rows of [ROWS, byParticle]) {
      const frames = await readTexts(trackMate(rows), { box });
      expect(frames.map(({ timestep }) => timestep)).toEqual(FRAMES);
      const [first] = frames;
      expect(first.warnings).toEqual([
        NO_TYPES,
        'Lengths are in micron; they are taken as reduced units as they stand.',
      ]);
      expect(first.columns.map(({ name }) => name)).toEqual([
        'TRACK_ID',
        'QUALITY',
        'POSITION_T',
        'radius',
        'VISIBILITY',
        'MEAN_INTENSITY_CH1',
      ]);
      expect([...first.columns[3].values]).toEqual([2.5, 2.5, 2.5, 2.5, 2.5]);
      expect(first.columns[0].values.filter((value) => value === 3)).toHaveLength(1);
      expect(first.columns[0].values.filter(Number.isNaN)).toHaveLength(4);
      // Ids are those of the spots, here descending.
      const sorted = first.ids.toSorted();
      expect([...first.ids]).toEqual([...sorted]);
    }
    const german = trackMate(ROWS).replaceAll(',', ';').replaceAll('.', ',');
    expect(await readTexts(german, { box })).toEqual(await readTexts(trackMate(ROWS), { box }));
    const bare = await readTexts(trackMate(ROWS, TRACKMATE.slice(0, 1)), { box });
    expect(bare[2].warnings).toEqual([NO_TYPES]);
    expect(bare.map(({ positions }) => positions)).toEqual(
      (await readTexts(trackMate(ROWS), { box })).map(({ positions }) => positions),
    );
  });

  it('names the line of a row without a place or a frame, and of a particle that is twice in one', async () => {
    const text = trackpy(ROWS).split('\n');
    const broken = (line: number, from: string | RegExp, to: string) =>
      text.map((each, at) => (at === line - 1 ? each.replace(from, to) : each)).join('\n');
    const lost = await badInput(readTexts(broken(7, /^5,[^,]+,/, '5,,'), { box }));
    expect(lost.message).toContain('memory, line 7, y: the coordinate is empty');
    expect((await readText(broken(7, /^5,[^,]+,/, '5,nan,'), { box, frame: 2 })).timestep).toBe(20);
    expect((await badInput(readTexts(broken(7, /^5,[^,]+,/, '5,nan,'), { box }))).message).toContain(
      "line 7, y: the coordinate 'nan' is not finite",
    );
    const frameless = await badInput(readTexts(broken(3, ',4,1', ',,1'), { box }));
    expect(frameless.message).toContain("memory, line 3, frame: the frame '' is not a number");
    const short = await badInput(readTexts(broken(3, /,.*/, ''), { box }));
    expect(short.message).toContain('line 3, frame: the row has 1 fields, too few for its frame');
    const twice = await badInput(readTexts(broken(3, /,1$/, ',2'), { box }));
    expect(twice.message).toContain('line 4, particle: particle id 2 is repeated; it stands in line 3 already');
  });

  it('without a box asks for it', async () => {
    const error = await badInput(readTexts(trackpy(ROWS)));
    expect(error.place.question?.asks).toBe('box');
    expect(error.message).toContain('give it by --box lx,ly[,xy]');
  });
});

describe('a table with frames on the disk', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'table-frames-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const framesOf = (path: string, options: ReadOptions = {}) =>
    Array.fromAsync(readFrames(fileBytes(path), path, { box, ...options }));

  it('is the same with a byte order mark, compressed, and through a stream', async () => {
    const text = trackpy(byParticle);
    for (const [name, bytes] of [
      ['plain.csv', Buffer.from(text)],
      ['marked.csv', Buffer.from(`\ufeff${text}`)],
      ['packed.csv.gz', gzipSync(text)],
    ] as const) {
      writeFileSync(join(folder, name), bytes);
      expectFrames(await framesOf(join(folder, name)));
      expectFrames(await readTexts(bytes, { box }));
    }
  });

  it('is read in one pass and one frame at a time where it is sorted, else in as many passes as hold its values', async () => {
    const all = { isWanted: () => true, last: 2 };
    const passesOf = async (rows: typeof ROWS, mostValues: number) => {
      let passes = 0;
      const open = () => {
        passes += 1;
        return Promise.resolve(new ByteLines([Buffer.from(trackpy(rows))], 'memory'));
      };
      const survey = await surveyTable(open);
      const surveys = passes;
      const counts: number[] = [];
      for await (const { rows: each } of tableFrames(open, survey, all, 11, mostValues)) counts.push(each.count);
      expect(counts).toEqual([5, 4, 5]);
      return [surveys, passes - surveys];
    };
    expect(await passesOf(ROWS, 1)).toEqual([1, 1]);
    // Eleven columns: 55, 44 and 55 values.
    expect(await passesOf(byParticle, 1)).toEqual([2, 3]);
    expect(await passesOf(byParticle, 99)).toEqual([2, 2]);
    expect(await passesOf(byParticle, 154)).toEqual([2, 1]);
  });
});
