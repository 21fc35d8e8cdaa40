import { Buffer } from 'node:buffer';
import { beforeAll, describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { type AnalysisInput, analysisInputs, type InputOptions } from '../../src-main/import/analysis-input.ts';

const POLYDISPERSE = modelById('polydisperse');
/** Polydisperse, in its inherent structure. */
let glass: Configuration;
let diameters: Float64Array;

beforeAll(() => {
  const start = randomStart(POLYDISPERSE, 144, 1, sampleSeed('import', 0));
  const sample = new (addon().Sample)(sampleSpec(start, POLYDISPERSE));
  sample.minimise({ forceTolerance: 1e-10 });
  glass = { ...start, positions: sample.positions() };
  diameters = glass.sizes?.diameters ?? new Float64Array(0);
});

/** A dump of the glass with further columns: their names, and their values of each row. */
function dump(
  names: readonly string[],
  values: (row: number) => readonly (number | string)[],
  type: (row: number) => number = () => 1,
) {
  const { ids, positions, box } = glass;
  const rows = Array.from(ids, (id, row) =>
    [id, type(row), positions[2 * row], positions[2 * row + 1], ...values(row)].join(' '),
  );
  return [
    'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS',
    ids.length,
    `ITEM: BOX BOUNDS pp pp pp\n0 ${box.lx}\n0 ${box.ly}\n-0.5 0.5`,
    ['ITEM: ATOMS id type x y', ...names].join(' '),
    ...rows,
    '',
  ].join('\n');
}

async function read(text: string, options: Partial<InputOptions> = {}, name = 'a.dump'): Promise<AnalysisInput> {
  const file = {
    name,
    async *bytes() {
      yield Buffer.from(text);
    },
  };
  for await (const input of analysisInputs([file], { frame: 'last', ...options })) return input;
  throw new Error('no frame');
}

async function refusal(text: string, options: Partial<InputOptions> = {}): Promise<BadInput> {
  const error: unknown = await read(text, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BadInput) return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe('a file with a diameter of each particle', () => {
  it.each([
    ['diameter', 1],
    ['radius', 0.5],
    ['Diameter', 1],
    ['c_diameter', 1],
    ['Radius', 0.5],
    ['d_radius', 0.5],
    ['f_diameters', 1],
  ])('is polydisperse by its column %s, without a word', async (name, share) => {
    const input = await read(dump([name], (row) => [share * diameters[row]]));
    expect(input.model.id).toBe('polydisperse');
    expect(input.notes).toEqual([
      'Not stated: model taken as polydisperse, types taken as 1=A (by diameters and density).',
    ]);
    expect(input.configuration.sizes?.nonAdditivity).toBe(0.2);
    input.configuration.sizes?.diameters.forEach((diameter, row) => expect(diameter).toBeCloseTo(diameters[row], 14));
    // As any other column, it stays what it was.
    expect(input.columns.map((column) => column.name)).toEqual([name]);
  });

  it('is polydisperse whatever its types are called', async () => {
    const { model, configuration } = await read(
      dump(
        ['diameter'],
        (row) => [diameters[row]],
        (row) => 1 + (row % 3),
      ),
    );
    expect(model.id).toBe('polydisperse');
    expect([...new Set(configuration.species)]).toEqual([0]);
  });

  it('is in whatever unit of length', async () => {
    const { ids, positions, box } = glass;
    const scaled = {
      ...glass,
      ids,
      positions: positions.map((x) => 20 * x),
      box: { lx: 20 * box.lx, ly: 20 * box.ly, xy: 0 },
    };
    const [before, values] = [glass, diameters.map((diameter) => 20 * diameter)];
    glass = scaled;
    const text = dump(['diameter'], (row) => [values[row]]);
    glass = before;
    const input = await read(text);
    expect(input.model.id).toBe('polydisperse');
    expect(input.notes).toHaveLength(1);
    const energyOf = (configuration: Configuration) =>
      new (addon().Sample)(sampleSpec(configuration, POLYDISPERSE)).energetics().energy;
    expect(energyOf(input.configuration) / energyOf(glass)).toBeCloseTo(1, 12);
  });

  it('takes another non-additivity where that is said', async () => {
    const { configuration } = await read(
      dump(['diameter'], (row) => [diameters[row]]),
      { nonAdditivity: 0 },
    );
    expect(configuration.sizes?.nonAdditivity).toBe(0);
  });

  it('asks for the model where the sizes are none that are known', async () => {
    const error = await refusal(dump(['diameter'], (row) => [1 + 0.001 * row]));
    expect(error.message).toMatch(
      /^a\.dump, --model: the model cannot be told from the file \(type 1: 100\.0 %; number density 1\.000; diameters 1\.000 to 1\.143, dispersity 3\.\d %\); say which: --model /,
    );
    expect(error.place.question).toMatchObject({ asks: 'model', sizes: '1.000 to 1.143' });
  });

  it('says which particle has none', async () => {
    const text = dump(['diameter'], (row) => [row === 6 ? -1 : diameters[row]]);
    expect((await refusal(text, { model: 'polydisperse' })).message).toBe(
      'a.dump, diameter: particle 7 has the diameter -1, expected a positive, finite number',
    );
  });

  it('is not read where two columns contradict each other', async () => {
    const text = dump(['diameter', 'radius'], (row) => [diameters[row], row === 4 ? 1 : diameters[row] / 2]);
    expect((await refusal(text, { model: 'polydisperse' })).message).toMatch(
      /^a\.dump, radius: the columns 'diameter' and 'radius' contradict each other: particle 5 has the diameter [\d.]+ by the one and 2 by the other; leave one of them out$/,
    );
    const agree = dump(['diameter', 'radius'], (row) => [diameters[row], (diameters[row] / 2).toPrecision(6)]);
    expect((await read(agree)).model.id).toBe('polydisperse');
  });
});

describe('a model that has sizes by species', () => {
  it('leaves the column alone, and says so', async () => {
    const text = dump(['diameter'], (row) => [diameters[row]]);
    const { configuration, notes } = await read(text, { model: 'crystal' });
    expect(configuration.sizes).toBeUndefined();
    expect(notes.at(-1)).toMatch(
      /^The column 'diameter' \(0\.\d+ to 1\.\d+\) is not used: the sizes of model 'crystal' are those of its species; with diameters 'particles' it is\.$/,
    );
  });

  it('takes it where that is asked for', async () => {
    const text = dump(['radius'], (row) => [diameters[row] / 2]);
    const { configuration } = await read(text, { model: 'crystal', diameters: 'particles', nonAdditivity: 0.1 });
    expect(configuration.sizes?.nonAdditivity).toBe(0.1);
    expect(configuration.sizes?.diameters[3]).toBeCloseTo(diameters[3], 14);
  });

  it('refuses what makes no sense, with a way on', async () => {
    const plain = dump([], () => []);
    expect((await refusal(plain, { model: 'polydisperse' })).message).toBe(
      "a.dump, frame 0: model 'polydisperse' needs a diameter of each particle, and the file has no column 'diameter' or 'radius'; add one, or say another model",
    );
    expect(
      (
        await refusal(
          dump(['q'], () => [0]),
          { model: 'polydisperse' },
        )
      ).message,
    ).toContain("no column 'diameter' or 'radius' (beside id, type and position it has q)");
    expect((await refusal(plain, { model: 'crystal', diameters: 'particles' })).message).toContain(
      "model 'crystal' needs a diameter of each particle",
    );
    const sized = dump(['diameter'], (row) => [diameters[row]]);
    expect((await refusal(sized, { model: 'polydisperse', diameters: 'species' })).message).toBe(
      "a.dump, --diameters: model 'polydisperse' has no sizes but those of the particles",
    );
    expect((await refusal(sized, { model: 'crystal', nonAdditivity: 0.1 })).message).toBe(
      'a.dump, --non-additivity: a non-additivity belongs to diameters of the particles, and none are used',
    );
  });
});

describe('discs that take sizes by nature', () => {
  const types = (row: number) => 1 + (row % 2);

  it('have those of the file', async () => {
    const { configuration, notes } = await read(
      dump(['diameter'], (row) => [diameters[row]], types),
      { model: 'harmonic' },
    );
    expect(configuration.sizes?.diameters[7]).toBeCloseTo(diameters[7], 14);
    expect(configuration.sizes?.nonAdditivity).toBe(0);
    expect(notes.filter((note) => note.includes('diameter'))).toEqual([]);
  });

  it.each([
    ['their species’ own', (row: number) => (row % 2 === 0 ? 1 : 1.4)],
    ['one for all, as programs write that know no sizes', () => 1],
  ])('have those of their species where the column says no more: %s', async (_, diameter) => {
    const { configuration, notes } = await read(
      dump(['diameter'], (row) => [diameter(row)], types),
      { model: 'harmonic' },
    );
    expect(configuration.sizes).toBeUndefined();
    expect(notes.filter((note) => note.includes('diameter'))).toEqual([]);
  });
});
