import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { exportedStructure } from '../../src-main/export/exported-structure.ts';
import { offeredFields } from '../../src-main/export/exported-fields.ts';
import type { FieldSource } from '../../src-main/export/field-source.ts';
import { chosenModes } from '../../src-main/export/mode-choice.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { madeUpSample, type SampleOptions } from '../integration/project-sample.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-fields-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A made-up sample of which nothing has to be computed. */
async function sourceOf(name: string, options: SampleOptions): Promise<FieldSource> {
  using project = await createProject(join(folder, `${name}.keycore`));
  project.addJob({ configuration: { model: '2dipl' }, seed: '1', samples: 1 });
  project.storeSample(1, madeUpSample(5, options));
  const sample = project.readSample(1);
  const size = sample.fields.positions.length;
  return {
    project: name,
    sample,
    modes: sample.fields.displacements.length / size,
    displacement: (mode) => sample.fields.displacements.slice(mode * size, (mode + 1) * size),
    report: () => null,
    run: () => Promise.reject(new Error('nothing was to be computed')),
  };
}

/** Names of what is written. */
async function written(source: FieldSource, fields: readonly string[] | null): Promise<string[]> {
  const { vectors = [], columns } = await exportedStructure(source, { fields, modes: null });
  return [...vectors, ...columns].map(({ name }) => name);
}

describe('what is written where nothing is chosen', () => {
  it('is Ψ, the lowest mode and the columns of the file', async () => {
    const source = await sourceOf('imported', { imported: true, kept: 2 });
    const columns = source.sample.columns.map(({ name }) => name);
    expect(columns.length).toBeGreaterThan(0);
    expect((await written(source, null)).sort()).toEqual(['u0', 'vibrability', ...columns].sort());
    expect(await written(source, ['u', 'file:' + columns[0]])).toEqual(['u0', columns[0]]);
    expect(await written(source, [])).toEqual([]);
  });

  it('is what there is of a sample without Ψ or without modes', async () => {
    expect(await written(await sourceOf('unstable', { unstable: true }), null)).toEqual(['u0']);
    const bare = await sourceOf('bare', { kept: 0 });
    expect(await written(bare, null)).toEqual(['vibrability']);
    await expect(exportedStructure(bare, { fields: null, modes: { lowest: 1 } })).rejects.toThrow(
      '--modes: expected at most 0: the displacements of that many modes are stored, got 1',
    );
  });
});

describe('what is asked for and not there', () => {
  it.each([
    ['vibrability', { unstable: true }, /^--fields: this sample has no 'vibrability': /],
    ['string', { unstable: true }, /^--fields: this sample has no 'string': /],
    ['nonAffineShear', { unstable: true }, /^--fields: this sample has no 'nonAffineShear': /],
    ['uT', { kept: 0 }, /^--fields: this sample has no 'uT': no displacements of modes are stored$/],
    ['file:q', {}, /^--fields: the file of this sample has no column 'q'; it has none$/],
  ] as const)('%s is refused with its reason, and offered with it', async (name, options, message) => {
    const source = await sourceOf(`no-${name.replace(':', '-')}`, options);
    const refused = await written(source, [name]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadInput);
    expect((refused as BadInput).message).toMatch(message);
    const offered = offeredFields(source).find((field) => field.name === name);
    if (offered !== undefined) expect((refused as BadInput).message).toContain(offered.missing);
  });
});

describe('modes', () => {
  it('are the lowest, or those of numbers and ranges, once each and in order', () => {
    expect(chosenModes({ lowest: 3 }, 5)).toEqual([0, 1, 2]);
    expect(chosenModes({ lowest: 0 }, 5)).toEqual([]);
    expect(chosenModes({ numbers: ['4', '1-3', '2'] }, 5)).toEqual([1, 2, 3, 4]);
    expect([chosenModes(null, 5), chosenModes(null, 0)]).toEqual([[0], []]);
  });

  it.each([
    ['5', 'there is no mode 5: displacements are stored of modes 0 to 4'],
    ['0-999999', 'there is no mode 999999: displacements are stored of modes 0 to 4'],
    ['2-1', "expected a number of a mode or a range such as 0-3, got '2-1'"],
    ['-1', 'expected a number of a mode or a range'],
    ['1.5', 'expected a number of a mode or a range'],
    ['', 'expected a number of a mode or a range'],
  ])('%j are refused', (text, message) => {
    expect(() => chosenModes({ numbers: [text] }, 5)).toThrow(message);
  });
});
