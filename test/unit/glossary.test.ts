import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { glossaryRoutes } from '../../src-main/api/glossary.ts';
import { glossarySchema } from '../../src-main/api/glossary-contract.ts';
import { sampleRowSchema } from '../../src-main/api/contract.ts';
import { SAMPLE_FIELDS } from '../../src-main/export/sample-fields.ts';
import { ENSEMBLE_PANEL_LIST, PANEL_LIST } from '../../src-main/figures/panel-list.ts';
import { GLOSSARY_ENTRIES } from '../../src-main/glossary/glossary.ts';
import { mathmlOf } from '../../src-main/glossary/mathml.ts';
import { QUESTIONS } from '../../src-main/glossary/questions.ts';
import { MODE_ARRAYS } from '../../src-main/library/mode-arrays.ts';
import { found } from '../../src-renderer/glossary/search.ts';
import { ROOT } from '../integration/cli-runner.ts';

const IDS = new Set(GLOSSARY_ENTRIES.map(({ id }) => id));
const COVERED = GLOSSARY_ENTRIES.flatMap(({ covers }) => covers ?? []);

/** Every name that window, figures, files and command line show a quantity under. */
function namesOfProgram(): string[] {
  const ofSample = ['ids', 'species', 'positions', 'vibrability', 'diameters', 'psi6'];
  const ofTessellation = ['neighbours/start', 'neighbours/index'];
  return [
    ...[...ofSample, ...ofTessellation, ...MODE_ARRAYS.map(({ name }) => name)].map((name) => `array:${name}`),
    ...Object.keys(sampleRowSchema.shape).map((name) => `column:${name}`),
    ...[...PANEL_LIST, ...ENSEMBLE_PANEL_LIST].map(({ id }) => `panel:${id}`),
    ...SAMPLE_FIELDS.map(({ name }) => `field:${name}`),
    ...ANALYSES.flatMap(({ name, arrays, scalars }) => [
      `analysis:${name}`,
      ...arrays.map((array) => `array:${array.name}`),
      ...scalars.map((scalar) => `number:${name}.${scalar.name}`),
    ]),
  ];
}

/** Files of the window. */
function sources(folder = join(ROOT, 'src-renderer')): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts)$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

describe('the glossary', () => {
  it('has an entry for every array, column, panel, analysis, number and field, and each in one entry', () => {
    expect(namesOfProgram().filter((name) => !COVERED.some((covered) => covered === name))).toEqual([]);
    expect(COVERED.filter((name, at) => COVERED.indexOf(name) !== at)).toEqual([]);
  });

  it('names nothing that is not there', () => {
    const known = new Set(namesOfProgram());
    // Made in the window, or a column of an export.
    const ofWindow = /^(curve:|array:x:|field:n_angle$)/;
    expect(COVERED.filter((name) => !known.has(name) && !ofWindow.test(name))).toEqual([]);
    const texts = sources().join('\n');
    for (const name of COVERED.filter((each) => /^(curve:|array:x:)/.test(each)))
      expect(texts).toMatch(new RegExp(`\\b${name.replace(/^(curve|array):/, '')}\\b`));
  });

  it('has each id once, and leads on to entries and headings that are there', () => {
    expect(IDS.size).toBe(GLOSSARY_ENTRIES.length);
    const physics = readFileSync(join(ROOT, 'docs', 'physics.md'), 'utf8');
    const anchors = Array.from(physics.matchAll(/^#+ (.*)$/gm), ([, heading]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const { id, see, physics: anchor } of GLOSSARY_ENTRIES) {
      expect(see.filter((other) => !IDS.has(other) || other === id)).toEqual([]);
      if (anchor !== undefined) expect(anchors).toContain(anchor);
    }
    for (const { see } of QUESTIONS) expect(see.filter((id) => !IDS.has(id))).toEqual([]);
  });

  it('is what labels of the window lead to', () => {
    const asked = sources().flatMap((text) =>
      Array.from(text.matchAll(/(?:<Term id="|data-term="|\bterm: ')([a-z][a-z0-9-]+)["']/g), ([, id]) => id),
    );
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((id) => !IDS.has(id))).toEqual([]);
  });

  it('has formulas that are LaTeX, and reads as sentences', () => {
    for (const { formula, definition } of GLOSSARY_ENTRIES) {
      if (formula !== undefined) expect(mathmlOf(formula)).toMatch(/^<math .*<\/math>$/);
      expect(definition).toMatch(/^[A-Z].*[.]$/);
    }
    expect(() => mathmlOf(String.raw`\frac{1`)).toThrow();
  });

  it('is told by the API with its formulas as MathML', async () => {
    const told = glossarySchema.parse(await (await glossaryRoutes().request('/glossary')).json());
    expect(told.entries).toHaveLength(GLOSSARY_ENTRIES.length);
    const psi = told.entries.find(({ id }) => id === 'vibrability');
    expect(psi).toMatchObject({ part: 'Core and key core', symbol: 'Ψ', unit: { text: 'σ²/ε' } });
    expect(psi?.formula).toContain('<munderover>');
    expect(told.entries.find(({ id }) => id === 'qlm')?.unit).toBeNull();
    expect(told.questions).toHaveLength(QUESTIONS.length);
  });
});

describe('looking something up', () => {
  const first = (query: string) =>
    found(GLOSSARY_ENTRIES, query, ({ name, symbol, words, definition }) => [
      [name, symbol ?? name],
      words ?? [],
      [definition],
    ]).map(({ id }) => id);

  it.each([
    ['psi', 'vibrability'],
    ['Ψ', 'vibrability'],
    ['omega', 'frequency'],
    ['ω_T', 'omega-t'],
    ['N_core', 'core'],
    ['G(θ)', 'shear-modulus'],
    ['u_L', 'longitudinal-part'],
    ['PHM', 'pseudo-harmonic-mode'],
    ['localized', 'qlm'],
    ['D2min', 'd2min'],
    ['ring', 'core'],
  ])('%s finds %s first', (query, id) => {
    expect(first(query).at(0)).toBe(id);
  });

  it('takes every word, any case, and finds nothing for nonsense', () => {
    expect(first('STRUCTURE factor')).toEqual(['structure-factor']);
    expect(first('xyzzy')).toEqual([]);
    expect(first('  ')).toHaveLength(GLOSSARY_ENTRIES.length);
  });
});
