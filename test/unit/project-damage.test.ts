import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { times } from '../effort.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { madeUpSample, randomNumbers } from '../integration/project-sample.ts';
import { missingSamples } from './project-lists.ts';

/** Every byte of SQLite's header, and this many elsewhere. */
const HEADER_BYTES = 100;
const RANDOM_FLIPS = times(100, 400);
/** Some time in the past, so that any write would show. */
const LONG_AGO = new Date('2020-02-02T02:02:02Z');

/** Everything that a project tells, in independent pieces. */
function pieces(project: Project): (() => unknown)[] {
  return [
    () => project.listJobs(),
    () => missingSamples(project, 1),
    () => project.listSamples(),
    () => project.listModes(),
    () => project.listTags(),
    () => project.listNotes(),
    () => project.readSample(1),
    () => project.readSample(2),
    () => project.readField(2, 'file:vx'),
    () => project.readField(1, 'u:1'),
    () => project.summary().counts,
  ];
}

describe('a project with one flipped bit', () => {
  let folder: string;
  let whole: Buffer;
  let truth: unknown[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-damage-'));
    const path = join(folder, 'whole.keycore');
    const project = await createProject(path);
    project.addJob({ configuration: { model: '2dipl', n: 40 }, seed: '7', samples: 3 });
    project.storeSample(1, madeUpSample(1));
    project.storeSample(2, madeUpSample(2, { imported: true }));
    project.addTag(1, 'soft');
    project.addNote(2, 'looks crystalline');
    truth = pieces(project).map((piece) => piece());
    project.close();
    whole = readFileSync(path);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Opens a copy with one bit flipped: refused and untouched, or every piece is right or refused. */
  async function tryFlip(position: number, bit: number): Promise<'refused' | 'row refused' | 'harmless'> {
    const path = join(folder, `flip-${position}-${bit}.keycore`);
    const bytes = Buffer.from(whole);
    bytes[position] ^= 1 << bit;
    writeFileSync(path, bytes);
    utimesSync(path, LONG_AGO, LONG_AGO);
    let project: Project;
    try {
      // Opening for writing waits for the disk, so only some do.
      project = await openProject(path, { mode: position % 4 === 0 ? 'write' : 'read' });
    } catch (error) {
      expect(error, `byte ${position}, bit ${bit}: ${String(error)}`).toBeInstanceOf(BadInput);
      expect((error as BadInput).place.file).toBe(path);
      expect(readFileSync(path).equals(bytes), `byte ${position}, bit ${bit}: a refused file was changed`).toBe(true);
      expect(statSync(path).mtimeMs).toBe(LONG_AGO.getTime());
      rmSync(path);
      return 'refused';
    }
    let found: 'row refused' | 'harmless' = 'harmless';
    pieces(project).forEach((piece, index) => {
      try {
        expect(piece(), `byte ${position}, bit ${bit}, piece ${index}`).toEqual(truth[index]);
      } catch (error) {
        if (!(error instanceof BadInput)) throw error;
        expect(error.message).toMatch(/the project is damaged/);
        found = 'row refused';
      }
    });
    project.close();
    rmSync(path);
    return found;
  }

  it('is refused, or refuses the row, or still tells the truth', async () => {
    const random = randomNumbers(20250801);
    const flips = Array.from({ length: HEADER_BYTES }, (_, position) => [position, Math.floor(8 * random())]);
    for (let count = 0; count < RANDOM_FLIPS; count++)
      flips.push([Math.floor(random() * whole.length), Math.floor(8 * random())]);
    const outcomes: string[] = [];
    for (const [position, bit] of flips) outcomes.push(await tryFlip(position, bit));
    // All three happen: otherwise the test does not reach what it is about.
    for (const outcome of ['refused', 'row refused', 'harmless']) expect(outcomes).toContain(outcome);
  }, 120_000);

  it('is refused when cut short anywhere', async () => {
    const path = join(folder, 'cut.keycore');
    for (const length of [0, 1, 99, 100, 512, 8192, 8193, whole.length - 8192, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(openProject(path, { mode: 'write' }), `${length} bytes`).rejects.toThrow(BadInput);
      expect(statSync(path).size).toBe(length);
    }
  });
});
