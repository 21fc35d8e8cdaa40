import { expect, test } from 'vitest';
import { userModelSchema } from '../../native-workers/models/user-model.ts';
import { sizesOfTypes } from '../../native-workers/models/species-by-size.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { chooseModel, type Composition } from '../../native-workers/models/guess.ts';

const IPL: Composition = { labels: ['1', '2'], counts: [400, 400], density: 0.86 };
const KA: Composition = { labels: ['1', '2'], counts: [650, 350], density: 1.2 };

function ids(composition: Composition, asked: Parameters<typeof chooseModel>[1] = {}): [string, number[]] {
  const { model, species } = chooseModel(composition, asked);
  return [model.id, species];
}

test.each<[string, Composition, string, number[]]>([
  ['two types, 50:50, density 0.86', IPL, '2dipl', [0, 1]],
  ['two types, 65:35, density 1.2', KA, '2dka', [0, 1]],
  ['the same with the labels the other way round', { ...KA, counts: [350, 650] }, '2dka', [1, 0]],
  ['one type, density 0.86', { labels: ['7'], counts: [1150], density: 0.858 }, 'crystal', [0]],
  ['labels that are the species names', { ...IPL, labels: ['A', 'B'] }, '2dipl', [0, 1]],
  ['shares and density just inside 2 %', { ...IPL, counts: [415, 385], density: 0.877 }, '2dipl', [0, 1]],
])('guesses from %s', (_, composition, model, species) => {
  expect(ids(composition)).toStrictEqual([model, species]);
});

test('says what it concluded, and nothing when both were given', () => {
  expect(chooseModel(IPL, {}).guess).toBe('model taken as 2dipl, types taken as 1=A,2=B (by composition and density)');
  expect(chooseModel(IPL, { model: '2dipl' }).guess).toBe('types taken as 1=A,2=B');
  // Types that bear the names of their species are no guess.
  expect(chooseModel({ ...IPL, labels: ['A', 'B'] }, { model: '2dipl' }).guess).toBeNull();
  expect(chooseModel({ ...IPL, labels: ['A', 'B'] }, {}).guess).toBe(
    'model taken as 2dipl (by composition and density)',
  );
  expect(chooseModel(IPL, { model: '2dipl', types: { 1: 'B', 2: 'A' } })).toMatchObject({
    species: [1, 0],
    guess: null,
  });
});

test.each<[string, Partial<Composition>, number[]]>([
  ['names, the larger first', { labels: ['L', 'S'] }, [1, 0]],
  ['names in any case', { labels: ['Big', 'small'] }, [1, 0]],
  ['diameters of the types', { sizes: [1.4, 1] }, [1, 0]],
  ['diameters in another unit', { sizes: [3, 5] }, [0, 1]],
  ['diameters that are alike', { sizes: [0.5, 0.5] }, [0, 1]],
  ['diameters before names', { labels: ['L', 'S'], sizes: [1, 1.4] }, [0, 1]],
])('sizes tell the species: %s', (_, told, species) => {
  expect(ids({ ...IPL, ...told }, { model: '2dipl' })).toStrictEqual(['2dipl', species]);
});

test('the larger species may be the first of a model, and shares count before sizes', () => {
  expect(ids({ ...KA, labels: ['L', 'S'] })).toStrictEqual(['2dka', [0, 1]]);
  expect(ids({ ...KA, sizes: [0.88, 1] })).toStrictEqual(['2dka', [0, 1]]);
});

test('sizes that contradict names are asked about', () => {
  const named = { ...IPL, labels: ['A', 'B'] };
  expect(ids({ ...named, sizes: [1, 1.4] })).toStrictEqual(['2dipl', [0, 1]]);
  expect(() => chooseModel({ ...named, sizes: [1.4, 1] }, { model: '2dipl' })).toThrow(
    "which type is which species of model '2dipl' (A 50 %, B 50 %) cannot be told from the file (type A: 50.0 % of diameter " +
      '1.400, type B: 50.0 % of diameter 1.000; number density 0.8600); say it, e.g. --types A=B,B=A',
  );
  expect(ids({ ...named, sizes: [1.4, 1] }, { model: '2dipl', types: { A: 'B', B: 'A' } })).toStrictEqual([
    '2dipl',
    [1, 0],
  ]);
});

test('a file of too few types is asked for a column of them', () => {
  expect(() => chooseModel({ ...IPL, labels: ['X'], counts: [800] }, { model: '2dipl' })).toThrow(
    'give the file a column of types; if no others are there, say it, e.g. --types X=A',
  );
});

test('the one diameter of each type is taken from a column', () => {
  const types = Uint8Array.of(0, 1, 0);
  expect(sizesOfTypes(Float64Array.of(1.4, 1, 1.40001), types, 2)).toStrictEqual([1.4, 1]);
  expect(sizesOfTypes(Float64Array.of(1.4, 1, 1.3), types, 2)).toBeNull();
  expect(sizesOfTypes(Float64Array.of(0, 1, 0), types, 2)).toBeNull();
});

test('given types steer the guess', () => {
  expect(ids(IPL, { types: { 1: 'B', 2: 'A' } })).toStrictEqual(['2dipl', [1, 0]]);
  // The other way round the shares would be 35:65, which no model has.
  expect(() => ids(KA, { types: { 1: 'B', 2: 'A' } })).toThrow('the model cannot be told from the file');
});

test.each<[string, Composition]>([
  ['density outside 2 %', { ...IPL, density: 0.88 }],
  ['shares outside 2 %', { ...IPL, counts: [420, 380] }],
  // Of a packing, whose contact law it does not tell.
  ['discs at φ = 0.87', { ...IPL, density: 0.7485 }],
  ['three types', { labels: ['1', '2', '3'], counts: [300, 300, 200], density: 0.86 }],
])('asks for the model: %s', (_, composition) => {
  expect(() => chooseModel(composition, {}, { file: 'a.dump' })).toThrow(BadInput);
  expect(() => chooseModel(composition, {}, { file: 'a.dump' })).toThrow(
    /^a\.dump, --model: the model cannot be told from the file \(type 1: .* %.*number density .*\); say which: --model 2dipl\|2dka\|crystal\|harmonic\|hertzian/,
  );
});

test('asks for the types of a named model when the shares fit no order', () => {
  expect(() => chooseModel({ ...IPL, counts: [500, 300] }, { model: '2dipl' })).toThrow(
    "--types: which type is which species of model '2dipl' (A 50 %, B 50 %) cannot be told from the file " +
      '(type 1: 62.5 %, type 2: 37.5 %; number density 0.8600); say it, e.g. --types 1=A,2=B',
  );
});

test.each<[Record<string, string>, string]>([
  [{ 1: 'A' }, "--types: type '2' of the file is not mentioned; its types are 1, 2"],
  [{ 1: 'A', 2: 'B', 3: 'A' }, "--types: the file has no type '3'; its types are 1, 2"],
  [{ 1: 'A', 2: 'C' }, "--types: type 2 is called 'C', but the species of model '2dipl' are A, B"],
  [{ 1: 'A', toString: 'B' }, "--types: the file has no type 'toString'; its types are 1, 2"],
])('refuses types %j', (types, message) => {
  expect(() => chooseModel(IPL, { model: '2dipl', types })).toThrow(message);
});

test('an unknown model is refused by name', () => {
  expect(() => chooseModel(IPL, { model: 'lj' })).toThrow("unknown model 'lj'; known models: 2dipl, 2dka, crystal");
});

test('what the file does not tell is told apart from how the command line is told it', () => {
  const composition = { labels: ['1', '2'], counts: [70, 30], density: 0.86 };
  const questionOf = (asked: { model?: string }): unknown => {
    try {
      chooseModel(composition, asked);
    } catch (error) {
      return error instanceof BadInput ? error.place.question : error;
    }
    return undefined;
  };
  const types = [
    { label: '1', share: 0.7 },
    { label: '2', share: 0.3 },
  ];
  expect(questionOf({})).toEqual({
    asks: 'model',
    types,
    problem: 'The model cannot be told from the file (number density 0.8600).',
  });
  expect(questionOf({ model: '2dipl' })).toEqual({
    asks: 'types',
    types,
    problem: 'Which type is which species of the model cannot be told from the file: A 50 %, B 50 % are expected.',
  });
});

/** Discs of two sizes, of which nothing is said how many there are of each. */
const OWN = userModelSchema.parse({
  name: 'own',
  species: [{ name: 'S' }, { name: 'L', diameter: 1.4 }],
  potential: { expression: '1/r^10', cutoff: 1.5 },
  density: 0.7,
});
const STATED = userModelSchema.parse({
  ...OWN,
  species: [
    { name: 'S', fraction: 0.3 },
    { name: 'L', fraction: 0.7 },
  ],
});

test('a user-defined model takes types in order where it states no shares, else by its shares', () => {
  const asked = { ...IPL, counts: [300, 700], density: 0.7 };
  expect(chooseModel(asked, { model: OWN })).toMatchObject({ species: [0, 1], guess: 'types taken as 1=S,2=L' });
  expect(chooseModel({ ...asked, labels: ['L', 'S'] }, { model: OWN })).toMatchObject({ species: [1, 0], guess: null });
  expect(chooseModel({ ...asked, counts: [700, 300] }, { model: STATED }).species).toStrictEqual([1, 0]);
  // One type of two may be either; no share is invented.
  expect(() => chooseModel({ labels: ['1'], counts: [100], density: 0.7 }, { model: OWN })).toThrow(
    "which type is which species of model 'user:own' (S, L) cannot be told from the file",
  );
});

test('a user-defined model at hand is guessed where it fits alone, and keeps the others from being guessed', () => {
  const sparse = { ...IPL, density: 0.7 };
  expect(() => chooseModel(sparse, {})).toThrow('the model cannot be told from the file');
  expect(chooseModel(sparse, { atHand: [OWN] }).guess).toBe(
    'model taken as user:own, types taken as 1=S,2=L (by composition and density)',
  );
  expect(() => chooseModel(IPL, { atHand: [{ ...OWN, density: 0.86 }] })).toThrow(
    'the model cannot be told from the file',
  );
  expect(ids(IPL, { atHand: [OWN] })).toStrictEqual(['2dipl', [0, 1]]);
});
