import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { sampleDefinition, simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { differentiable } from '../../native-workers/models/expression.ts';
import { isContactModel } from '../../native-workers/models/contact-model.ts';
import { modelOf } from '../../native-workers/models/model-of.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { userModelSchema } from '../../native-workers/models/user-model.ts';
import { userModel } from '../../native-workers/models/user-potential.ts';

function model(given: object) {
  return userModel(parseSettings(userModelSchema, { name: 'mine', density: 0.86, ...given }));
}

function single(expression: string, given: object = {}) {
  return model({ potential: { expression, cutoff: 2.5, ...given } });
}

const PAIRS = ['A-A', 'A-B', 'B-B'];
const pairs = (values: readonly number[]) => Object.fromEntries(PAIRS.map((pair, at) => [pair, values[at]]));

/** The registry's 2dipl, written by hand. */
const DIPL = {
  name: '2dipl by hand',
  species: [
    { name: 'A', fraction: 0.5, diameter: 1 },
    { name: 'B', fraction: 0.5, diameter: 1.4 },
  ],
  potential: {
    expression: 'eps*(s/r)^10',
    parameters: { eps: 1, s: pairs([1, 1.18, 1.4]) },
    cutoff: pairs([1.48, 1.48 * 1.18, 1.48 * 1.4]),
  },
  density: 0.86,
};

const LANGUAGE = '; an expression is made of';

describe('an expression', () => {
  it.each<[string, string]>([
    ['r^', 'not an expression: Unexpected end of expression (char 3)'],
    ['5', 'it does not depend on r'],
    ['q/r', "unknown name 'q'"],
    ['constructor*r', "unknown name 'constructor'"],
    ['__proto__*r', "unknown name '__proto__'"],
    ['process/r', "unknown name 'process'"],
    ['import(r)', "unknown function 'import'"],
    ['evaluate("1")*r', "unknown function 'evaluate'"],
    ['toString(r)', "unknown function 'toString'"],
    ['sech(r)', "unknown function 'sech'"],
    ['exp(r, 2)', 'exp takes one argument, got 2'],
    ['r.constructor', 'accessor is not allowed'],
    ['r[1]', 'accessor is not allowed'],
    ['f(x) = x', 'functionassignment is not allowed'],
    ['r = 3', 'assignment is not allowed'],
    ['1/r; 2', 'block is not allowed'],
    ['[r, 1]', 'array is not allowed'],
    ['{a: r}', 'object is not allowed'],
    ['r > 1 ? 1 : 0', 'conditional is not allowed'],
    ['r > 1', "'>' is not allowed"],
    ['r!', "'!' is not allowed"],
    ['r % 2', "'%' is not allowed"],
    ['"1" * r', '"1" is no number'],
    ['1:r', 'range is not allowed'],
    [Array.from({ length: 200 }, () => 'r').join('+'), 'an expression of 399 terms, more than 300'],
  ])('%s is refused by name', (expression, what) => {
    expect(() => single(expression)).toThrow(BadInput);
    expect(() => single(expression)).toThrow(`model.potential.expression: ${what}${LANGUAGE}`);
  });

  it.each([
    '4*((1/r)^12 - (1/r)^6)',
    'exp(-r)/r',
    'r^-2.5 * tanh(r) + sqrt(r) - log(r)',
    'sin(3 r)^2 * cos(r) / cosh(r) - sinh(r)/10',
    '2^(-r) + e^(-r^2) * pi',
    'abs(r - 5) * tan(r/4)',
    '-(-r)^2 + +r',
    '((r))^((2))',
  ])('%s is differentiated twice', (expression) => {
    const phi = differentiable(expression, []);
    for (const r of [0.6, 1, 1.7, 2.4]) {
      // Central differences of sixth order: truncation (h n/r)⁶ ≈ 1e-11 of n = 12, rounding 2⁻⁵³/h ≈ 1e-13.
      const h = 1e-3 * r;
      const slope = (f: (r: number, given: Record<string, number>) => number): number =>
        [45, -9, 1].reduce((sum, w, k) => sum + (w * (f(r + (k + 1) * h, {}) - f(r - (k + 1) * h, {}))) / (60 * h), 0);
      expect(Math.abs(phi.first(r, {}) - slope(phi.value))).toBeLessThan(1e-9 * (1 + Math.abs(phi.first(r, {}))));
      expect(Math.abs(phi.second(r, {}) - slope(phi.first))).toBeLessThan(1e-9 * (1 + Math.abs(phi.second(r, {}))));
    }
  });

  it('binds operators as mathematics does', () => {
    const value = (text: string): number => differentiable(text, text.includes('a') ? ['a'] : []).value(2, { a: 3 });
    expect(value('-r^2')).toBe(-4);
    expect(value('2^r^3')).toBe(256);
    expect(value('12/r/a')).toBe(2);
    expect(value('1 - r - a')).toBe(-4);
    expect(value('2 r a')).toBe(12);
    expect(value('r^-1*a')).toBe(1.5);
  });

  it.each(['r', 'pi', 'e', 'exp', 'sech'])('a parameter may not be called %s', (name) => {
    expect(() => single('1/r', { parameters: { [name]: 1 } })).toThrow(
      `model.potential.parameters.${name}: '${name}' has a meaning of its own in expressions; give the parameter another name`,
    );
  });

  it('a parameter that it does not use is a mistake', () => {
    expect(() => single('1/r^12', { parameters: { eps: 1 } })).toThrow(
      "model.potential.parameters.eps: parameter 'eps' does not occur in the expression",
    );
  });
});

describe('a potential that is none', () => {
  it.each<[string, string]>([
    ['-1/r^6', 'pair A-A: it diverges to −∞ at contact'],
    ['1000*exp(-5*r) - 1/r^6', 'pair A-A: it diverges to −∞ at contact'],
    ['log(r)', 'pair A-A: '],
    ['abs(r - 1.5)', 'pair A-A: φ″ cannot be tabulated to 1e-9: near r = 1.'],
    ['(1 - r/2.5)^2.5', 'pair A-A: φ″ cannot be tabulated to 1e-9: near r = 2.'],
    ['sqrt(r - 1)', 'pair A-A: it is not finite up to the cutoff'],
    ['0*r', 'pair A-A: it is zero up to the cutoff'],
  ])('%s', (expression, message) => {
    expect(() => single(expression)).toThrow(BadInput);
    expect(() => single(expression)).toThrow(`model.potential.expression: ${message}`);
  });

  it.each<[string, object, string]>([
    [
      'an unknown pair',
      { s: { 'A-A': 1, 'A-C': 1, 'B-B': 1 } },
      "s: no pair 'A-C'; the pairs of species are A-A, A-B, B-B",
    ],
    ['a pair twice', { s: { ...pairs([1, 1, 1]), 'B-A': 1 } }, 's: pair A-B is given twice'],
    ['a pair too few', { s: { 'A-A': 1, 'B-B': 1 } }, 's: no value for pair A-B; give one for each of A-A, A-B, B-B'],
    ['a pair of three', { s: { ...pairs([1, 1, 1]), 'A-B-A': 1 } }, "s: no pair 'A-B-A'"],
  ])('%s', (_, parameters, message) => {
    const potential = { ...DIPL.potential, parameters: { eps: 1, ...parameters } };
    expect(() => model({ ...DIPL, potential })).toThrow(`model.potential.parameters.${message}`);
  });

  it('a cutoff that is no distance', () => {
    expect(() => single('1/r^12', { cutoff: 0 })).toThrow('model.potential.cutoff: a cutoff is a positive distance');
  });

  it('species that do not fit together', () => {
    const species = (given: object[]) => () => model({ ...DIPL, species: given });
    expect(species([{ name: 'A' }, { name: 'A' }])).toThrow('model.species: two species have one name');
    expect(
      species([
        { name: 'A', fraction: 0.4 },
        { name: 'B', fraction: 0.4 },
      ]),
    ).toThrow('model.species: the fractions sum to 0.8; expected 1');
    expect(species([{ name: 'A', fraction: 0.4 }, { name: 'B' }])).toThrow('model.species: give the fraction of every');
    expect(species([{ name: 'A-1' }])).toThrow('species.0.name: a species is named by a letter');
  });

  it('is told with its place in a configuration', () => {
    const settings = (potential: object) => () =>
      parseSettings(simulationSettingsSchema, { model: { name: 'x', density: 1, potential } });
    expect(settings({ expression: '1/r', cutoff: 2, shift: true })).toThrow(
      'settings: model.potential: Unrecognized key: "shift"; known keys: expression, parameters, cutoff',
    );
    expect(settings({ cutoff: 2 })).toThrow('settings: model.potential.expression: ');
  });
});

describe('the tables of a potential', () => {
  it.each<[string, string, object]>([
    ['2dipl', 'eps*(s/r)^10', { eps: 1, s: pairs([1, 1.18, 1.4]) }],
    ['2dka', '4*eps*((s/r)^12-(s/r)^6)', { eps: pairs([1, 1.5, 0.5]), s: pairs([1, 0.8, 0.88]) }],
  ])('are those of %s written by hand', (id, expression, parameters) => {
    const known = modelById(id);
    const [aa, ab, , bb] = known.potential.cutoff;
    const density = known.density;
    const byHand = model({ ...DIPL, density, potential: { expression, parameters, cutoff: pairs([aa, ab, bb]) } });
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      const cutoff = known.potential.cutoff[2 * a + b];
      const distances = Float64Array.from({ length: 999 }, (_, k) => cutoff * (0.4 + 0.000605 * k));
      const exact = addon().evaluatePotential(known.potential, [a, b], distances);
      const table = addon().evaluatePotential(byHand.potential, [a, b], distances);
      distances.forEach((r, k) => {
        const [u, slope, curvature] = exact.subarray(3 * k, 3 * k + 3);
        // 1e-9 is aimed at for φ″; pairs share a number of nodes, and twice what one needs makes rounding four times as
        // large. φ′ and φ are integrals of it over half a spacing.
        const scale = Math.abs(curvature) + Math.abs(slope) / r + (Math.abs(u) + 1) / (r * r);
        expect(Math.abs(table[3 * k + 2] - curvature)).toBeLessThan(5e-9 * scale);
        expect(Math.abs(table[3 * k + 1] - slope)).toBeLessThan(1e-12 * scale);
        expect(Math.abs(table[3 * k] - u)).toBeLessThan(1e-13 * scale);
      });
    }
  });

  it.each(['exp(-r)/r', '1/r', 'r^-3', 'exp(-r^2)', '(1 - r/2.5)^2', 'r^-100', 'r^-12 + 0.1*sin(20*r)'])(
    'of %s are finite down to contact and repel there',
    (expression) => {
      const { potential } = single(expression);
      const distances = Float64Array.from({ length: 200 }, (_, k) => 0.002 * k + 1e-6);
      const values = addon().evaluatePotential(potential, [0, 0], distances);
      for (const value of values) expect(Number.isFinite(value)).toBe(true);
      expect(values[0]).toBeGreaterThan(values[3 * 199]);
    },
  );
});

describe('a model of one’s own', () => {
  const settings = parseSettings(simulationSettingsSchema, {
    model: DIPL,
    particles: 128,
    preset: 'instantaneous',
    analysis: { modes: 3 },
  });

  it('finds in a sample of the registry’s twin the same minimum and the same modes', () => {
    const known = simulate({ ...settings, model: '2dipl' }, 0);
    const { configuration, report } = known;
    const mine = analyse({
      configuration,
      model: modelOf(settings.model),
      settings: settings.analysis,
      source: 'test',
      seed: null,
    });
    expect(mine.report.sample.energyPerParticle).toBeCloseTo(report.sample.energyPerParticle, 11);
    mine.report.modes.forEach(({ omega }, k) => expect(omega).toBeCloseTo(report.modes[k].omega, 8));
  });

  it('goes with its report, and comes back from it', () => {
    const made = simulate(settings, 1);
    const stored = reportSchema.parse(JSON.parse(JSON.stringify(made.report)));
    expect(stored.sample.model).toBe('user:2dipl by hand');
    expect(stored.provenance).toMatchObject({
      modelDefinition: settings.model,
      cutoffScheme: 'force-shifted at 1.48 σ (A-A), 1.7464 σ (A-B), 2.072 σ (B-B)',
    });
    expect(modelOfReport(stored)).toEqual(modelOf(settings.model));
    expect(
      modelOfReport({
        ...stored,
        provenance: { ...stored.provenance, modelDefinition: undefined },
        sample: { ...stored.sample, model: '2dka' },
      }).id,
    ).toBe('2dka');
  });

  it('is hashed by what was written, whatever the order of its keys', () => {
    const start = randomStart(modelById('2dipl'), 64, 0.86, sampleSeed('1', 0));
    const { expression, parameters, cutoff } = DIPL.potential;
    const reordered = { cutoff, parameters: { s: parameters.s, eps: parameters.eps }, expression };
    const hash = (given: object): string => configurationHash(start, model({ ...DIPL, ...given }));
    expect(hash({ potential: reordered })).toBe(hash({}));
    expect(hash({ potential: { ...DIPL.potential, parameters: { ...parameters, eps: 1.0000001 } } })).not.toBe(
      hash({}),
    );
    expect(hash({})).not.toBe(configurationHash(start, modelById('2dipl')));
  });

  it('is part of what a job is', () => {
    const other = { ...settings, model: { ...parseSettings(userModelSchema, DIPL), density: 0.9 } };
    expect(sampleDefinition(other)).not.toEqual(sampleDefinition(settings));
    expect(sampleDefinition(settings)['model']).toEqual(settings.model);
  });

  it('needs to be told the temperature of its liquid, and scales the presets to it', () => {
    const quick = parseSettings(simulationSettingsSchema, { model: DIPL, preset: 'quick' });
    expect(() => simulationOf(quick)).toThrow(
      "protocol.temperature: model 'user:2dipl by hand' has no presets; say at which temperature its liquid is equilibrated",
    );
    const warm = { ...quick, protocol: { ...quick.protocol, temperature: 0.2 } };
    expect(simulationOf(warm).preparation).toMatchObject({
      protocol: { temperature: 0.2, cooling: [{ to: 0.001, rate: 0.001 }] },
    });
  });

  it('of one species may be a crystal', () => {
    const { species, potential, density } = {
      ...DIPL,
      species: [{ name: 'A' }],
      potential: { expression: 'r^-12', cutoff: 1.6 },
    };
    const crystal = parseSettings(simulationSettingsSchema, {
      model: { name: 'discs', species, potential, density },
      preset: 'quick',
      crystal: { columns: 8, rows: 8, vacancies: 1, time: 1, reconstruct: false },
      analysis: { modes: 1 },
    });
    const made = simulate(crystal, 0);
    expect(made.report.sample.n).toBe(63);
  });
});

describe('discs of one’s own', () => {
  const isContact = (expression: string, cutoff: number) => isContactModel(single(expression, { cutoff }));

  it('are a model of contact where they repel up to where the force vanishes', () => {
    expect(isContact('0.5*(1-r)^2', 1)).toBe(true);
    expect(isContact('(1-r)^3', 1)).toBe(true);
    // The minimum of Lennard-Jones, as people write it.
    expect(isContact('4*(r^-12-r^-6)', 1.1225)).toBe(true);
  });

  it('are none with a tail that is cut off, or an attraction', () => {
    expect(isContact('r^-12', 1.5)).toBe(false);
    expect(isContact('4*(r^-12-r^-6)', 2.5)).toBe(false);
    // Cut off inside the contact: the shifted force vanishes there, its own does not.
    expect(isContact('0.5*(1-r)^2', 0.9)).toBe(false);
  });

  it('are packed as those of the registry are', () => {
    const sizes = pairs([1, 1.2, 1.4]);
    const own = {
      name: 'harmonic by hand',
      species: DIPL.species,
      potential: { expression: '(1-r/s)^2/2', parameters: { s: sizes }, cutoff: sizes },
      density: 0.7,
    };
    const packed = (given: unknown) =>
      simulate(
        parseSettings(simulationSettingsSchema, {
          model: given,
          particles: 64,
          packingFraction: 0.95,
          preset: 'packing',
          analysis: { modes: 3 },
        }),
        0,
      ).report;
    const [mine, known] = [packed(own), packed('harmonic')];
    expect(mine.packing).toMatchObject({
      jammed: true,
      backbone: known.packing?.backbone,
      contacts: known.packing?.contacts,
    });
    expect(mine.packing?.pressure).toBeCloseTo(known.packing?.pressure ?? 0, 10);
    mine.modes.forEach(({ omega }, k) => expect(omega).toBeCloseTo(known.modes[k].omega, 8));
  });
});
