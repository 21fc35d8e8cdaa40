import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, double, integer, property } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { MAX_WAVES, phononShares } from '../../native-workers/analysis/verdict/phonon-share.ts';
import {
  planeWaves,
  shortestWaveVector,
  waveCuts,
  type WaveSpeeds,
} from '../../native-workers/analysis/verdict/plane-waves.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import type { SampleResult } from '../../src-main/project/sample-result.ts';
import { inProcess, ROOT } from '../integration/cli-runner.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { referenceSamples } from './reference-samples.ts';

/** Numbers from −1 to 1 that are the same every time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

const SPEEDS: WaveSpeeds = { transverse: 4, longitudinal: 12 };
const SQUARE: Box = { lx: 20, ly: 20, xy: 0 };

/** Particles anywhere in the box. */
function scattered(count: number, { lx, ly, xy }: Box, seed = 1): Float64Array {
  const random = randomNumbers(seed);
  const positions = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [s, t] = [random(), random()];
    positions[2 * i] = (s * lx + t * xy) / 2;
    positions[2 * i + 1] = (t * ly) / 2;
  }
  return positions;
}

function noise(length: number, seed: number): Float64Array {
  const random = randomNumbers(seed);
  return Float64Array.from({ length }, random);
}

interface Modes {
  box?: Box;
  speeds?: WaveSpeeds;
  omega?: number;
}

function shareOf(positions: Float64Array, u: Float64Array, { box = SQUARE, speeds = SPEEDS, omega = 0 }: Modes = {}) {
  const { shares, dimensions } = phononShares({ box, positions, displacements: u, omegas: [omega], speeds });
  return { share: shares[0] ?? Number.NaN, dimension: dimensions[0] };
}

/** The displacement less its translation, which no mode of equal masses has. */
function atRest(u: Float64Array): Float64Array {
  const mean = [0, 1].map((axis) => u.reduce((sum, x, at) => sum + (at % 2 === axis ? x : 0), 0) / (u.length / 2));
  return u.map((x, at) => x - mean[at % 2]);
}

/** p cos(k·r + phase) on the particles, less its translation. */
function wave(positions: Float64Array, k: readonly number[], p: readonly number[], phase = 0): Float64Array {
  return atRest(
    positions.map((_, at) => {
      const i = 2 * Math.floor(at / 2);
      return p[at % 2] * Math.cos(k[0] * positions[i] + k[1] * positions[i + 1] + phase);
    }),
  );
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at], 0);

describe('phononShare', () => {
  const positions = scattered(150, SQUARE);
  const unit = (2 * Math.PI) / 20;

  it('is 1 for a plane wave that counts, whatever its phase, and for any sum of them', () => {
    expect(shareOf(positions, wave(positions, [unit, 0], [0, 1], 0.7)).share).toBeCloseTo(1, 12);
    const both = wave(positions, [0, unit], [3, 0], 1).map((x, at) => x - 2 * wave(positions, [unit, 0], [0, 1])[at]);
    expect(shareOf(positions, both).share).toBeCloseTo(1, 12);
    // Longitudinal, k = 2π/L: from ω = c_L k/1.3 on.
    const along = wave(positions, [unit, 0], [1, 0], 0.3);
    const from = (12 * unit) / 1.3;
    expect(shareOf(positions, along, { omega: from * 1.0001 }).share).toBeCloseTo(1, 12);
    expect(shareOf(positions, along, { omega: from * 0.9999 }).share).toBeLessThan(0.5);
    // Transverse and oblique, k = (2, 1): from ω = c_T k/1.3 on.
    const oblique = wave(positions, [2 * unit, unit], [-1, 2], 2);
    expect(shareOf(positions, oblique, { omega: (4 * unit * Math.sqrt(5) * 1.0001) / 1.3 }).share).toBeCloseTo(1, 12);
  });

  it('is 0 for what is orthogonal to all of them, and for a translation', () => {
    const omega = 3;
    const waves = planeWaves(omega, SPEEDS, SQUARE, Number.POSITIVE_INFINITY);
    const columns = waves.flatMap(({ kx, ky, px, py }) => [
      wave(positions, [kx, ky], [px, py]),
      wave(positions, [kx, ky], [px, py], -Math.PI / 2),
    ]);
    const translations = [positions.map((_, at) => (at + 1) % 2), positions.map((_, at) => at % 2)];
    const basis: Float64Array[] = [];
    const without = (u: Float64Array): Float64Array => {
      let left = u;
      // Twice: once loses digits to rounding.
      for (let again = 0; again < 2; again++)
        for (const each of basis) {
          const part = dot(each, left);
          left = left.map((x, at) => x - part * each[at]);
        }
      return left;
    };
    for (const column of [...translations, ...columns]) {
      const left = without(column);
      const length = Math.sqrt(dot(left, left));
      basis.push(left.map((x) => x / length));
    }
    expect(columns.length).toBeGreaterThan(20);
    const { share, dimension } = shareOf(positions, without(noise(positions.length, 3)), { omega });
    expect(share).toBeLessThan(1e-24);
    expect(dimension).toBe(columns.length);
    expect(shareOf(positions, translations[0], { omega }).share).toBeLessThan(1e-24);
  });

  it('does not change with the length or sign of u, nor with where the sample lies', () => {
    const u = noise(positions.length, 5);
    const { share } = shareOf(positions, u, { omega: 3 });
    expect(share).toBeGreaterThan(0.05);
    expect(
      shareOf(
        positions,
        u.map((x) => -x),
        { omega: 3 },
      ).share,
    ).toBe(share);
    expect(
      shareOf(
        positions,
        u.map((x) => 1e-7 * x),
        { omega: 3 },
      ).share,
    ).toBeCloseTo(share, 13);
    const moved = positions.map((x, at) => x + (at % 2 === 0 ? 7.3 : -11.9));
    expect(shareOf(moved, u, { omega: 3 }).share).toBeCloseTo(share, 12);
    const wrapped = moved.map((x) => x - 20 * Math.round(x / 20));
    expect(shareOf(wrapped, u, { omega: 3 }).share).toBeCloseTo(share, 12);
  });

  it('is the same by every tilt that describes one lattice of images', () => {
    const tilted = { lx: 17, ly: 23, xy: 5 };
    const inside = scattered(120, tilted, 7);
    const u = noise(inside.length, 8);
    const first = shareOf(inside, u, { box: tilted, omega: 3.1 });
    expect(first.dimension).toBeGreaterThan(20);
    for (const turns of [1, -1, 2]) {
      const other = shareOf(inside, u, { box: { ...tilted, xy: 5 + 17 * turns }, omega: 3.1 });
      expect(other.share).toBeCloseTo(first.share, 12);
      expect(other.dimension).toBe(first.dimension);
    }
  });

  it('lies between 0 and 1 and never falls when more waves count, in any box and of however few particles', () => {
    assert(
      property(
        integer({ min: 3, max: 60 }),
        integer(),
        double({ min: 0.3, max: 3, noNaN: true }),
        double({ min: -1, max: 1, noNaN: true }),
        (particles, seed, aspect, tilt) => {
          const lx = Math.sqrt(particles * aspect);
          const box = { lx, ly: particles / lx, xy: tilt * lx };
          const there = scattered(particles, box, seed);
          const u = noise(2 * particles, seed + 1);
          const omegas = [0, 0.5, 1, 2, 4, 8];
          const displacements = new Float64Array(omegas.length * u.length);
          omegas.forEach((_, mode) => displacements.set(u, mode * u.length));
          const { shares, dimensions } = phononShares({ box, positions: there, displacements, omegas, speeds: SPEEDS });
          shares.forEach((share, at) => {
            const value = share ?? 1;
            expect(value).toBeGreaterThanOrEqual((shares[Math.max(0, at - 1)] ?? 0) - 1e-12);
            expect(value).toBeLessThanOrEqual(1);
            expect(dimensions[at] ?? 0).toBeLessThanOrEqual(2 * particles - 2);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts waves that are the same on the particles once: those of a lattice, and more than there are particles', () => {
    // A square lattice of 4 × 4: k and k + 2π are one wave; all of them span everything but translations.
    const lattice = Float64Array.from({ length: 32 }, (_, at) =>
      at % 2 === 0 ? Math.floor(at / 2) % 4 : Math.floor(at / 8),
    );
    const box = { lx: 4, ly: 4, xy: 0 };
    const u = noise(32, 2);
    const all = shareOf(lattice, atRest(u), { box, omega: 40 });
    expect(all.dimension).toBe(30);
    expect(all.share).toBeCloseTo(1, 12);
    const first = shareOf(lattice, u, { box });
    expect(first.dimension).toBe(4);
    // Zone boundary: the sine of k = π vanishes on every particle, wherever the lattice lies.
    const thin = { lx: 2, ly: 4, xy: 0 };
    const zigzag = lattice.filter((_, at) => at % 8 < 4);
    for (const shift of [0, 1e-9, 0.3])
      expect(
        shareOf(
          zigzag.map((x) => x + shift),
          noise(16, 4),
          { box: thin, omega: 4 },
        ).dimension,
      ).toBe(shareOf(zigzag, noise(16, 4), { box: thin, omega: 4 }).dimension);
  });

  it(`is null above ${MAX_WAVES} waves, of those modes only; a soft matrix does not take long`, () => {
    const box = { lx: 300, ly: 200, xy: 31 };
    const there = scattered(400, box);
    const u = noise(3 * there.length, 6);
    const omegas = [0.05, 0.5, 50];
    const { shares, dimensions } = phononShares({ box, positions: there, displacements: u, omegas, speeds: SPEEDS });
    expect(shares.map((share) => share === null)).toEqual([false, false, true]);
    expect(dimensions[1]).toBeGreaterThan(100);
    const soft = { transverse: 1e-9, longitudinal: 5 };
    expect(shareOf(there, u.subarray(0, there.length), { box, speeds: soft, omega: 0.1 }).dimension).toBeNull();
  });

  it('takes no longer in boxes that nobody would make', () => {
    const u = noise(positions.length, 9);
    for (const box of [
      { lx: 1e6, ly: 1e-6, xy: 0 },
      { lx: 1e-6, ly: 1e6, xy: 3e-13 },
      { lx: 20, ly: 20, xy: 1e300 },
      { lx: 1e-200, ly: 1e-200, xy: 0 },
      { lx: 1e150, ly: 1e150, xy: -1e140 },
    ]) {
      const { share } = shareOf(positions, u, { box, omega: 1e200 });
      expect(share, JSON.stringify(box)).toSatisfy((value: number) => !(value > 1) && !(value < 0));
    }
    for (const [lx, ly] of [
      [0, 1],
      [1, -1],
      [1e308, 1e-308],
    ])
      expect(() => shareOf(positions, u, { box: { lx, ly, xy: 0 } })).toThrow(
        `a box of ${lx} × ${ly}; expected edges above 0 and of like lengths`,
      );
  });

  it('refuses what is no mode', () => {
    expect(() => shareOf(positions, noise(10, 1))).toThrow('10 displacements; expected 1 modes of 300');
    expect(() => shareOf(positions, noise(300, 1), { omega: -1 })).toThrow(
      'a mode of frequency -1; expected 0 or more',
    );
  });
});

describe('the first shell', () => {
  const none = { transverse: null, longitudinal: null };
  const vectors = (box: Box) =>
    planeWaves(0, none, box, Number.POSITIVE_INFINITY).map(({ kx, ky }) => [kx + 0, ky + 0]);

  it('has both axes of a square box and of one that is a little strained, the long axis of an oblong one', () => {
    const unit = (2 * Math.PI) / 20;
    expect(vectors(SQUARE)).toEqual([
      [0, unit],
      [unit, 0],
    ]);
    for (const box of [
      { lx: 20, ly: 21, xy: 0 },
      { lx: 20, ly: 23, xy: 0 },
      { lx: 20, ly: 20, xy: 4 },
    ])
      expect(vectors(box), JSON.stringify(box)).toHaveLength(2);
    expect(vectors({ lx: 20, ly: 30, xy: 0 })).toEqual([[0, (2 * Math.PI) / 30]]);
    // Three directions of the cell of a triangular lattice.
    expect(vectors({ lx: 20, ly: 10 * Math.sqrt(3), xy: 10 })).toHaveLength(3);
  });

  it('counts for every mode, and 1.3 ω/c beyond it', () => {
    const { shortest, transverse, longitudinal } = waveCuts(1e-6, SPEEDS, SQUARE);
    expect(shortest).toBe(shortestWaveVector(SQUARE));
    expect(transverse).toBeCloseTo(2 ** 0.25 * shortest, 14);
    expect(longitudinal).toBeCloseTo(1.3e-6 / 12, 18);
    expect(waveCuts(2, SPEEDS, SQUARE).transverse).toBeCloseTo(0.65, 14);
    expect(waveCuts(2, none, SQUARE)).toEqual({ shortest, transverse: 2 ** 0.25 * shortest, longitudinal: 0 });
  });
});

describe('an independent calculation with numpy', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-phonon-share-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  interface Made {
    sample: SampleResult;
    /** Mass of all particles. */
    mass: number;
  }

  /** A glass in an oblong box. */
  function oblong(): Made {
    const settings = { model: '2dipl', particles: 400, box: [26, 18], analysis: { modes: 10 }, seed: 'numpy' };
    const made = simulate(simulationSettingsSchema.parse(settings), 0);
    const { configuration, report, fields } = made;
    return { sample: { configuration, frameInfo: null, report, fields, columns: [] }, mass: 400 };
  }

  /** A sample of the reference calculation. */
  function reference(name: string): Made {
    const found = referenceSamples().find((each) => each.name === name);
    if (found === undefined) throw new Error(`no sample '${name}'`);
    const { configuration, model } = found;
    const settings = analysisSettingsSchema.parse({ modes: 10, relax: false });
    const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
    const { report, fields } = outcome;
    const mass = configuration.species.reduce((sum, kind) => sum + model.species[kind].mass, 0);
    return { sample: { configuration, frameInfo: null, report, fields, columns: [] }, mass };
  }

  it.skipIf(!hasPythonModule('numpy')).each([
    { name: 'a square box', make: () => reference('2dipl-100') },
    { name: 'an oblong box', make: oblong },
    { name: 'a tilted box and two masses', make: () => reference('2dipl-64-tilted-masses') },
  ])('gives the same to 1e-10 in $name', async ({ make }) => {
    const { sample, mass } = make();
    const { report } = sample;
    const file = join(folder, `${String(report.sample.box[2])}-${report.sample.n}.keycore`);
    const project = await createProject(file);
    project.addSample({ configuration: { task: 'test' }, seed: null }, sample);
    project.close();
    const modes = String(report.modes.length);
    const exported = await inProcess(['export', file, '1', '--format', 'npz', '--modes', modes, '-o', `${file}.npz`]);
    expect(exported).toMatchObject({ code: 0 });
    const { status, stdout, stderr } = spawnSync(
      PYTHON,
      [
        ...[join(ROOT, 'test', 'reference', 'phonon_share.py'), `${file}.npz`],
        ...['--omega', report.modes.map(({ omega }) => String(omega)).join(',')],
        `--shear=${String(report.elasticity?.pinnedShear?.mean)}`,
        `--bulk=${String(report.elasticity?.bulk)}`,
        ...['--mass', String(mass)],
      ],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { shares, waves } = JSON.parse(stdout) as { shares: number[]; waves: number[] };
    expect(shares).toHaveLength(report.modes.length);
    report.modes.forEach(({ phononShare }, mode) =>
      expect(Math.abs((phononShare ?? Number.NaN) - shares[mode]), `mode ${mode}`).toBeLessThan(1e-10),
    );
    expect(report.qlm?.phononShare).toBe(report.modes[0].phononShare);
    expect(report.qlm?.cuts?.waves).toBe(waves[0]);
    expect(waves.at(-1)).toBeGreaterThan(waves[0]);
  });
});
