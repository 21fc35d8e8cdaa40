import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import {
  checkConfiguration,
  perpendicularWidths,
  reduceTilt,
} from '../../native-workers/configuration/check-configuration.ts';
import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { fixModeSigns } from '../../native-workers/analysis/modes/mode-sign.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { isFarAsItStands, isFarByRelaxation } from '../../native-workers/analysis/analyse/distance-from-minimum.ts';
import type { NativeHessian, NativeSample } from '../../native-workers/addon.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box, Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { randomPositions } from './configurations.ts';

const MODEL = modelById('2dipl');
const SIDE = 10;

function configuration(changes: Partial<Configuration> = {}): Configuration {
  const box = { lx: SIDE, ly: SIDE, xy: 0 };
  return {
    ids: Int32Array.from({ length: 86 }, (_, i) => 3 * i + 1),
    species: Uint8Array.from({ length: 86 }, (_, i) => i % 2),
    positions: randomPositions(box, 86, 1),
    box,
    ...changes,
  };
}

function messageOf(changes: Partial<Configuration>): string {
  try {
    checkConfiguration(configuration(changes), MODEL);
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    return (error as BadInput).message;
  }
  return 'accepted';
}

describe('what the kernels cannot take', () => {
  it.each<[string, Partial<Configuration>, string]>([
    [
      'a box under twice the cutoff',
      { box: { lx: 4.1, ly: SIDE, xy: 0 } },
      "box: the box is 4.10000 wide at its narrowest, under twice the cutoff 2.07200 of model '2dipl': a particle would meet its own image; use a box at least 4.14400 wide",
    ],
    [
      'a tilted box whose perpendicular width is too small though its edges are long',
      { box: { lx: 4.5, ly: 4.2, xy: 2.2 } },
      "box: the box is 3.98624 wide at its narrowest, under twice the cutoff 2.07200 of model '2dipl': a particle would meet its own image; use a box at least 4.14400 wide",
    ],
    ['a box of zero size', { box: { lx: SIDE, ly: 0, xy: 0 } }, 'box: ly is 0; a box has positive, finite edges'],
    ['a box of negative size', { box: { lx: -3, ly: 9, xy: 0 } }, 'box: lx is -3; a box has positive, finite edges'],
    [
      'a tilt that is not a number',
      { box: { lx: 9, ly: 9, xy: NaN } },
      'box: tilt xy is NaN, expected a finite length',
    ],
    [
      'too few particles',
      { ids: Int32Array.of(1, 2, 3), species: new Uint8Array(3), positions: new Float64Array(6) },
      '3 particles; an analysis needs at least 4',
    ],
    [
      'arrays that do not fit together',
      { species: new Uint8Array(5) },
      '86 ids, 5 species and 172 coordinates; expected one species and two coordinates for each id',
    ],
    [
      'a repeated id',
      { ids: Int32Array.from({ length: 86 }, (_, i) => Math.max(1, i)) },
      'id: id 1 follows id 1; ids must be distinct and ascending',
    ],
    [
      'a species outside the model',
      { species: Uint8Array.from({ length: 86 }, (_, i) => (i === 4 ? 2 : 0)) },
      "type: particle 13 is of species 3, but model '2dipl' has 2 (A, B)",
    ],
    [
      'a coordinate that is not a number',
      { positions: randomPositions({ lx: SIDE, ly: SIDE, xy: 0 }, 86, 1).fill(Infinity, 11, 12) },
      'y: y of particle 16 is Infinity, expected a finite number',
    ],
  ])('%s', (_name, changes, message) => {
    expect(messageOf(changes)).toBe(message);
  });

  it('two particles on one spot, also through the boundary, named by id', () => {
    const positions = randomPositions({ lx: SIDE, ly: SIDE, xy: 0 }, 86, 1);
    positions.set([positions[20] - SIDE, positions[21] + 2 * SIDE], 100);
    expect(messageOf({ positions })).toBe(`particles 31 and 151 are on one spot (${positions[20]}, ${positions[21]})`);
  });

  it('takes a box that is wide enough', () => {
    expect(
      messageOf({
        box: { lx: 4.15, ly: 4.15, xy: 0 },
        positions: randomPositions({ lx: 4.15, ly: 4.15, xy: 0 }, 86, 2),
      }),
    ).toBe('accepted');
  });
});

describe('what is only noted', () => {
  it('a usual configuration has no notes', () => {
    expect(checkConfiguration(configuration(), MODEL).notes).toEqual([]);
  });

  it('a density far off', () => {
    expect(checkConfiguration(configuration({ box: { lx: 20, ly: 20, xy: 0 } }), MODEL).notes).toEqual([
      "Number density 0.2150 is far from 0.86, at which model '2dipl' is studied; is the file in other units, or the model another one?",
    ]);
  });

  it('a composition far off', () => {
    expect(checkConfiguration(configuration({ species: new Uint8Array(86) }), MODEL).notes).toEqual([
      "100.0 % of the particles are of species A; model '2dipl' has 50.0 %.",
      "0.0 % of the particles are of species B; model '2dipl' has 50.0 %.",
    ]);
  });

  it('a tilt beyond half the box is reduced', () => {
    const checked = checkConfiguration(configuration({ box: { lx: 10, ly: 10, xy: -27 } }), MODEL);
    expect(checked.configuration.box).toEqual({ lx: 10, ly: 10, xy: 3 });
    expect(checked.notes).toEqual(['The tilt xy = -27 was reduced to the equivalent 3.']);
  });
});

describe('boxes', () => {
  it('reduces the tilt by whole box lengths only', () => {
    expect(reduceTilt({ lx: 8, ly: 3, xy: 4 })).toEqual({ lx: 8, ly: 3, xy: -4 });
    expect(reduceTilt({ lx: 8, ly: 3, xy: 3.9 })).toEqual({ lx: 8, ly: 3, xy: 3.9 });
    expect(reduceTilt({ lx: 8, ly: 3, xy: 21 })).toEqual({ lx: 8, ly: 3, xy: -3 });
  });

  it('has perpendicular widths area / edge', () => {
    expect(perpendicularWidths({ lx: 8, ly: 3, xy: 4 })).toEqual([24 / 5, 3]);
  });
});

describe('coincident particles', () => {
  it.each<[string, Box]>([
    ['orthogonal', { lx: 12, ly: 7, xy: 0 }],
    ['tilted', { lx: 12, ly: 7, xy: 5.5 }],
  ])('none among random ones, and any planted pair is found: %s', (_name, box) => {
    for (let seed = 0; seed < 40; seed++) {
      const positions = randomPositions(box, 60, seed);
      expect(findCoincidence(box, positions)).toBeNull();
      const [i, j] = [seed % 30, 30 + ((7 * seed) % 30)];
      // A hair off, and across the boundary half the time.
      positions[2 * j] = positions[2 * i] + 1e-11 + (seed % 2 === 0 ? box.xy : 0);
      positions[2 * j + 1] = positions[2 * i + 1] + (seed % 2 === 0 ? box.ly : 0);
      expect(findCoincidence(box, positions)).toEqual({ i: Math.max(i, j), j: Math.min(i, j) });
    }
  });
});

describe('configuration hash', () => {
  it('is SHA-256 of the documented bytes', () => {
    const given = configuration({
      ids: Int32Array.of(4, 9),
      species: Uint8Array.of(1, 0),
      positions: Float64Array.of(1, 2.5, -3, 0.1),
    });
    const definition = JSON.stringify({ id: '2dipl', potential: MODEL.potential, masses: [1, 1] });
    const bytes = Buffer.alloc(4 * 8 + 2 + 4 * 8);
    [10, 10, 0, 2].forEach((value, at) => bytes.writeDoubleLE(value, 8 * at));
    bytes.set([1, 0], 32);
    [1, 2.5, -3, 0.1].forEach((value, at) => bytes.writeDoubleLE(value, 34 + 8 * at));
    const expected = createHash('sha256')
      .update(`keycore configuration 1\0${definition}\0`)
      .update(bytes)
      .digest('hex');
    expect(configurationHash(given, MODEL)).toBe(expected);
  });

  it('changes with a last bit, a species, the box or the model, and not with ids', () => {
    const original = configurationHash(configuration(), MODEL);
    const positions = configuration().positions;
    positions[50] *= 1 + Number.EPSILON;
    const species = configuration().species;
    species[3] ^= 1;
    const others = [
      configurationHash(configuration({ positions }), MODEL),
      configurationHash(configuration({ species }), MODEL),
      configurationHash(configuration({ box: { lx: 10, ly: 10, xy: 1e-9 } }), MODEL),
      configurationHash(configuration(), { ...MODEL, species: MODEL.species.map((kind) => ({ ...kind, mass: 2 })) }),
    ];
    expect(new Set([original, ...others]).size).toBe(5);
    expect(configurationHash(configuration({ ids: Int32Array.from({ length: 86 }, (_, i) => i + 1) }), MODEL)).toBe(
      original,
    );
  });

  it('reads a window into a larger buffer correctly', () => {
    const { positions } = configuration();
    const larger = new Float64Array(positions.length + 3);
    larger.set(positions, 3);
    expect(configurationHash(configuration({ positions: larger.subarray(3) }), MODEL)).toBe(
      configurationHash(configuration(), MODEL),
    );
  });
});

describe('settings', () => {
  it('has the defaults of the paper', () => {
    expect(parseSettings(analysisSettingsSchema, {})).toEqual({
      modes: 20,
      relax: true,
      forceTolerance: 1e-11,
      maxEvaluations: 200_000,
      backbone: true,
      coreThreshold: 0.25,
      keyCoreFraction: 0.6,
      squarePurity: 0.6,
      squareSquareness: 0.3,
      qlmShares: [0.5, 0.7],
      qlmParticipants: 150,
    });
  });

  it('names every wrong setting, and where it came from', () => {
    let message = '';
    try {
      parseSettings(analysisSettingsSchema, { modes: 0, coreThreshold: 'high', colour: 3 }, 'my.json');
    } catch (error) {
      expect(error).toBeInstanceOf(BadInput);
      message = (error as BadInput).message;
    }
    expect(message).toMatch(/^my\.json: settings: /);
    expect(message).toContain('modes: ');
    expect(message).toContain('coreThreshold: ');
    expect(message).toContain('colour');
  });

  it('describes every setting', () => {
    for (const field of Object.values(analysisSettingsSchema.shape)) expect(field.description).toMatch(/\w/);
  });
});

describe('sign of a mode', () => {
  /** A sample whose energy along a mode is `base` + slope · Σ(u·pattern)·scale³. */
  function sampleWith(base: number, cubic: number): { sample: NativeSample; asked: number[][] } {
    const asked: number[][] = [];
    const refuse = (): never => {
      throw new Error('not part of this test');
    };
    const sample: NativeSample = {
      particles: 3,
      positions: refuse,
      energetics: refuse,
      interactions: refuse,
      minimise: refuse,
      hessian: refuse,
      affineForce: refuse,
      affineForces: refuse,
      bornTerm: refuse,
      energiesAlong: (u, scales) => {
        asked.push([...scales]);
        return scales.map((scale) => base + cubic * (scale * u[0]) ** 3);
      },
    };
    return { sample, asked };
  }

  it('turns a mode to its softer side, probed at a largest displacement of 0.05', () => {
    const { sample, asked } = sampleWith(100, 1);
    const modes = Float64Array.of(0.3, 0.4, 0, 0, 0.1, 0, -0.6, 0.8, 0.2, 0, 0, 0);
    fixModeSigns(sample, modes);
    // U rises along +x of the first particle, so the softer side of each has it negative.
    expect([...modes]).toEqual([-0.3, -0.4, -0, -0, -0.1, -0, -0.6, 0.8, 0.2, 0, 0, 0]);
    expect(asked[0][0]).toBeCloseTo(0.05 / 0.5, 15);
    expect(asked[0][1]).toBe(-asked[0][0]);
    expect(asked[1][0]).toBeCloseTo(0.05, 15);
  });

  it('falls back on the largest component where the energies are equal to rounding', () => {
    const { sample } = sampleWith(1e6, 1e-9);
    const modes = Float64Array.of(0.3, -0.4, 0.1, 0, 0, 0, 0.1, 0.4, -0.3, 0, 0, 0);
    fixModeSigns(sample, modes);
    expect([...modes]).toEqual([-0.3, 0.4, -0.1, -0, -0, -0, 0.1, 0.4, -0.3, 0, 0, 0]);
  });
});

describe('far from a minimum', () => {
  // 50 particles in 100 σ²: mean spacing √2, of which 0.05 is 0.0707.
  const box = { lx: 10, ly: 10, xy: 0 };

  it('is a root-mean-square displacement above 0.05 mean spacings', () => {
    expect(isFarByRelaxation(0.0706, box, 50)).toBe(false);
    expect(isFarByRelaxation(0.0708, box, 50)).toBe(true);
  });

  it.each([
    ['a Newton step of 0.0706 and no negative mode', 0, 0.0706, false],
    ['a longer step', 0, 0.0708, true],
    ['one negative mode of 100, which rounding can make', 1, 0.01, false],
    ['two', 2, 0.01, true],
  ])('without relaxation: %s', (_name, negative, length, far) => {
    const refuse = (): never => {
      throw new Error('not part of this test');
    };
    const forces = new Float64Array(100).fill(0.5);
    const hessian: NativeHessian = {
      particles: 50,
      inertia: { negative, zero: 2, positive: 98 - negative },
      norm: 1,
      factorEntries: 0,
      bytes: 0,
      multiply: refuse,
      // Every particle by `length` in the direction of its force.
      solve: (vectors) => vectors.map((force) => (force / 0.5) * length * Math.SQRT1_2),
      inverseBetween: refuse,
      solvePinned: refuse,
      countBelow: refuse,
      lowestModes: refuse,
      nullVectors: refuse,
      vibrability: refuse,
      dense: refuse,
      dispose: () => undefined,
    };
    expect(isFarAsItStands(hessian, forces, box)).toBe(far);
  });
});
