import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { CUTOFF_SCHEMES } from '../../native-workers/contract/sample.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { userModelSchema } from '../../native-workers/models/user-model.ts';
import { userModel } from '../../native-workers/models/user-potential.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';

const DISTANCES = Float64Array.from({ length: 60 }, (_, k) => 0.7 + 0.009 * k);
const R12 = { form: 'inverse-power', exponent: 12, epsilon: [1], sigma: [1], cutoff: [1.25] } as const;
const SPEC = { ...R12, epsilon: [...R12.epsilon], sigma: [...R12.sigma], cutoff: [...R12.cutoff] };

function definition(potential: object, rest: object = {}) {
  return userModelSchema.parse({
    name: 'r12',
    potential: { expression: 'r^-12', cutoff: 1.25, ...potential },
    density: 1,
    ...rest,
  });
}

describe('the potential of swap Monte Carlo studies', () => {
  it('is the published one, with its derivatives', () => {
    const u = addon().evaluatePotential(modelById('polydisperse').potential, [0, 0], DISTANCES);
    // Ninarello, Berthier & Coslovich, Phys. Rev. X 7, 021039 (2017).
    const [c0, c2, c4] = [-28 / 1.25 ** 12, 48 / 1.25 ** 14, -21 / 1.25 ** 16];
    DISTANCES.forEach((x, at) => {
      const scale = x ** -12;
      expect(Math.abs(u[3 * at] - (x ** -12 + c0 + c2 * x ** 2 + c4 * x ** 4))).toBeLessThan(1e-14 * (scale + 30));
      expect(Math.abs(u[3 * at + 1] - (-12 * x ** -13 + 2 * c2 * x + 4 * c4 * x ** 3))).toBeLessThan(
        1e-13 * (scale + 30),
      );
      expect(Math.abs(u[3 * at + 2] - (156 * x ** -14 + 2 * c2 + 12 * c4 * x ** 2))).toBeLessThan(2e-12 * (scale + 30));
    });
  });
});

describe.each(CUTOFF_SCHEMES)('a potential that is cut off %s', (scheme) => {
  it('is the same as a definition and as a form of the kernels', () => {
    const table = addon().evaluatePotential(userModel(definition({ scheme })).potential, [0, 0], DISTANCES);
    const form = addon().evaluatePotential({ ...SPEC, scheme }, [0, 0], DISTANCES);
    form.forEach((value, at) => {
      // u, u′ and u″ of a table that is good to 1e-9 of u″ between its nodes.
      expect(Math.abs(table[at] - value)).toBeLessThan(1e-9 * (Math.abs(form[3 * Math.floor(at / 3) + 2]) + 1));
    });
  });

  it('says so with every result', () => {
    const words = {
      'force-shifted': 'force-shifted at 1.25 σ',
      'potential-shifted': 'potential-shifted at 1.25 σ (the force jumps)',
      smoothed: 'smoothed at 1.25 σ (u, u′ and u″ continuous)',
      plain: 'cut at 1.25 σ (energy and force jump)',
    };
    expect(userModel(definition({ scheme })).cutoffScheme).toBe(words[scheme]);
    expect(userModel(definition({ scheme }, { diameters: {} })).cutoffScheme).toBe(words[scheme].replace('σ', 'σ_ij'));
  });
});

describe('the scheme of a definition', () => {
  it('is force-shifted unless given, and then the same model', () => {
    const box = { lx: 5, ly: 5, xy: 0 };
    const sample = {
      ids: Int32Array.of(1, 2),
      species: Uint8Array.of(0, 0),
      positions: Float64Array.of(0, 0, 1, 1),
      box,
    };
    const hash = (potential: object) => configurationHash(sample, userModel(definition(potential)));
    expect(hash({ scheme: 'force-shifted' })).toBe(hash({}));
    expect(new Set(CUTOFF_SCHEMES.map((scheme) => hash({ scheme }))).size).toBe(4);
  });

  it('is refused in words where it is none', () => {
    expect(() =>
      parseSettings(userModelSchema, {
        ...definition({}),
        potential: { expression: 'r^-12', cutoff: 1, scheme: 'shifted' },
      }),
    ).toThrow(/^settings: potential\.scheme: .*"force-shifted"\|"potential-shifted"\|"smoothed"\|"plain"/);
    // The kernels' own word for what got past the schema.
    expect(() => addon().evaluatePotential({ ...SPEC, scheme: 'shifted' as 'plain' }, [0, 0], DISTANCES)).toThrow(
      "potential 'inverse-power': scheme is 'shifted'; known schemes: force-shifted, potential-shifted, smoothed, plain",
    );
  });
});
