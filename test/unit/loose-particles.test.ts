import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import {
  backboneWithout,
  configurationOfBackbone,
  indicesInBackbone,
  scalarsOfWhole,
  vectorsOfBackbone,
  vectorsOfWhole,
} from '../../native-workers/analysis/backbone/backbone.ts';
import { looseClusters } from '../../native-workers/analysis/backbone/loose-clusters.ts';
import { largestRigidClass } from '../../native-workers/analysis/backbone/rigid-class.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { triangularLattice } from './configurations.ts';

const SCRIPT = join(fileURLToPath(new URL('..', import.meta.url)), 'reference', 'backbone.py');

interface Reference {
  zero: number;
  moving: number[];
  backboneZero: number;
  backboneNegative: number;
  omega: number[];
  vibrability: number[];
}

function numpy(input: object): Reference {
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT], {
    encoding: 'utf8',
    input: JSON.stringify(input),
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Reference;
}

const asItStands = (settings: object) => analysisSettingsSchema.parse({ relax: false, modes: 4, ...settings });

/** A triangular lattice with some sites taken out, as a crystal. */
function crystalWithout(removed: (x: number, y: number) => boolean, extra: number[] = []) {
  const { box, positions } = triangularLattice(14, 16, 1.15);
  const kept = Array.from(positions.keys()).filter((at) => {
    const site = at - (at % 2);
    return !removed(positions[site], positions[site + 1]);
  });
  const all = Float64Array.from([...kept.map((at) => positions[at]), ...extra]);
  const particles = all.length / 2;
  return {
    box,
    positions: all,
    ids: Int32Array.from({ length: particles }, (_, index) => 3 * index + 5),
    species: new Uint8Array(particles),
  };
}

const CENTRE = [8, 8];
const inHole = (x: number, y: number) => Math.hypot(x - CENTRE[0], y - CENTRE[1]) < 2.6;

describe('particles that no other reaches', () => {
  const configuration = crystalWithout(inHole, CENTRE);
  const particles = configuration.ids.length;
  const floater = configuration.ids[particles - 1];
  const input = { configuration, model: modelById('crystal'), source: 'test', seed: null };

  it('is counted, named and left out; what is analysed is the rest', () => {
    const { report, fields } = analyse({ ...input, settings: asItStands({}) });
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report))).loose).toEqual({
      rule: 'null space',
      ids: [floater],
      clusters: [{ ids: [floater], why: 'a particle without a neighbour in reach: it may go anywhere' }],
      backbone: { n: particles - 1, zeroModes: 2 },
      leftOut: true,
      notJammed: false,
    });
    expect(report.sample).toMatchObject({ n: particles, zeroModes: 4 });
    expect(report.sample.notes.join()).toContain(`1 particle is free to move (by the null space): ${floater}`);
    expect(report.vibrability.values.at(-1)).toBeNull();
    expect(fields.vibrability?.at(-1)).toBeNaN();
    const alone = analyse({
      ...input,
      configuration: configurationOfBackbone(backboneWithout(particles, [particles - 1]), configuration),
      settings: asItStands({}),
    });
    expect(report.modes).toEqual(alone.report.modes);
    expect(report.elasticity).toEqual(alone.report.elasticity);
    expect(report.keyCore).toEqual(alone.report.keyCore);
    expect(Array.from(fields.displacements.subarray(2 * particles - 2, 2 * particles))).toEqual([0, 0]);
  });

  it('says what does not exist where it is not left out', () => {
    const { report } = analyse({ ...input, settings: asItStands({ backbone: false }) });
    expect(report.loose).toMatchObject({ ids: [floater], leftOut: false });
    // Two zero modes more than the translations, and the two lowest others.
    expect(report.modes.map(({ omega }) => omega > 1e-6)).toEqual([false, false, true, true]);
    expect(report.vibrability.reason).toContain('4 zero eigenvalues instead of the 2 translations');
    expect(report.elasticity?.shear).toBeNull();
    expect(report.qlm?.verdictReason).toContain('free to move');
  });
});

it('random null vectors are of the null space, and have a part in every zero mode', () => {
  const configuration = crystalWithout(inHole, CENTRE);
  const hessian = new (addon().Sample)(sampleSpec(configuration, modelById('crystal'))).hessian();
  const { particles, norm } = hessian;
  const vectors = hessian.nullVectors(5);
  expect(vectors).toHaveLength(10 * particles);
  const image = hessian.multiply(vectors);
  // Rounding of products of numbers up to 1 with rows of H whose absolute sum is at most its norm.
  expect(image.every((value) => Math.abs(value) < 1e-14 * norm)).toBe(true);
  // The floater's own two modes and nothing else, up to a translation: 2 of 5 vectors are independent.
  const relative = Array.from({ length: 5 }, (_, k) =>
    [0, 1].map((axis) => vectors[2 * (k + 1) * particles - 2 + axis] - vectors[2 * k * particles + axis]),
  );
  expect(Math.abs(relative[0][0] * relative[1][1] - relative[0][1] * relative[1][0])).toBeGreaterThan(1e-3);
  expect(hessian.nullVectors(5)).toEqual(vectors);
  hessian.dispose();
});

describe('other kinds', () => {
  const model = modelById('crystal');

  it('a slab beside a larger one is a cluster of its own', () => {
    const configuration = crystalWithout((_, y) => (y > 4.5 && y < 7) || y > 13.5);
    const { report } = analyse({ configuration, model, settings: asItStands({}), source: 'test', seed: null });
    const lower = Array.from(configuration.ids).filter((_, index) => configuration.positions[2 * index + 1] < 5.5);
    expect(report.loose?.clusters).toEqual([
      {
        ids: lower,
        why: `a cluster of ${lower.length} particles that does not reach the rest: it may be moved as a whole`,
      },
    ]);
    expect(report.loose?.backbone).toEqual({ n: configuration.ids.length - lower.length, zeroModes: 2 });
  });

  it('a gas is no error: nothing holds together, there are no modes', () => {
    const { box, positions } = triangularLattice(6, 6, 2);
    const ids = Int32Array.from({ length: 36 }, (_, index) => index + 1);
    const configuration = { box, positions, ids, species: new Uint8Array(36) };
    for (const backbone of [true, false]) {
      const { report, fields } = analyse({
        configuration,
        model,
        settings: asItStands({ backbone }),
        source: 'test',
        seed: null,
      });
      expect(report.loose).toMatchObject({
        ids: Array.from(ids),
        backbone: null,
        leftOut: false,
        reason: 'no particle has another one in reach: nothing interacts',
      });
      expect(report.sample.zeroModes).toBe(72);
      expect(report.modes).toEqual([]);
      expect(fields.vibrability).toBeNull();
    }
  });
});

describe('a packing of harmonic discs', () => {
  const settingsOf = (density: number, seed: string) =>
    simulationSettingsSchema.parse({
      model: 'harmonic',
      particles: 128,
      density,
      preset: 'instantaneous',
      seed,
      analysis: { modes: 6 },
    });

  // Density of φ = 0.87: 0.87 / (π/4 · (1 + 1.4²)/2).
  test.skipIf(!hasPythonModule('numpy')).each(['1', '2', '3'])('seed %s: rattlers, modes and Ψ as by numpy', (seed) => {
    const { report, fields, configuration } = simulate(settingsOf(0.7484, seed), 0);
    const { loose } = report;
    const left = (loose?.ids ?? []).map((id) => configuration.ids.indexOf(id));
    const { lx, ly, xy } = configuration.box;
    const reference = numpy({
      box: [lx, ly, xy],
      positions: Array.from(fields.positions),
      diameters: Array.from(configuration.species, (kind) => [1, 1.4][kind]),
      loose: left,
      modes: 6,
    });
    expect(left.length).toBeGreaterThan(0);
    expect(reference.zero).toBe(2 + 2 * left.length);
    expect(report.sample.zeroModes).toBe(reference.zero);
    expect(left).toEqual(reference.moving);
    expect([reference.backboneZero, reference.backboneNegative]).toEqual([2, 0]);
    expect(loose).toMatchObject({ rule: 'contacts', leftOut: true, backbone: { n: 128 - left.length, zeroModes: 2 } });
    // λ of a dense solver is right to 1e-16 of the largest, 2: of ω² = 0.001, 2e-13.
    report.modes.forEach(({ omega }, mode) => expect(Math.abs(omega / reference.omega[mode] - 1)).toBeLessThan(1e-9));
    const psi = Array.from(fields.vibrability ?? []);
    expect(left.map((index) => psi[index])).toEqual(left.map(() => Number.NaN));
    psi
      .filter((value) => !Number.isNaN(value))
      .forEach((value, at) => expect(Math.abs(value / reference.vibrability[at] - 1)).toBeLessThan(1e-9));
  });

  it('that is not jammed is a result of its own', () => {
    const { report } = simulate(settingsOf(0.5, '1'), 0);
    expect(report.loose).toMatchObject({ notJammed: true, backbone: null, leftOut: false });
    expect(report.loose?.ids).toHaveLength(128);
    expect(report.modes).toEqual([]);
    expect(report.vibrability.reason).toContain('not jammed');
  });
});

describe('parts', () => {
  it('the largest rigid class of null vectors, the earlier one of two', () => {
    // Particles 0, 2, 3 move alike in both vectors, 1 and 4 likewise, 5 in one of them only.
    const first = [1, 2, 5, 5, 1, 2, 1, 2, 5, 5, 1, 2];
    const second = [0, 0, 7, 1, 0, 0, 0, 0, 7, 1, 3, 0];
    const vectors = Float64Array.from([...first, ...second]);
    expect(largestRigidClass(vectors, 6)).toEqual([0, 2, 3]);
    expect(largestRigidClass(Float64Array.from([1, 0, 2, 0, 2, 0, 1, 0]), 4)).toEqual([0, 3]);
  });

  it('clusters by the pairs in reach, and how they are attached', () => {
    const pairs = Int32Array.from([0, 1, 1, 2, 3, 4, 4, 0]);
    expect(looseClusters({ pairs }, [2, 3, 4, 6], 7)).toEqual([
      { indices: [3, 4], why: 'a cluster of 2 particles that the rest touches (1 pair) but does not hold' },
      { indices: [2], why: 'a particle that the rest touches (1 pair) but does not hold' },
      { indices: [6], why: 'a particle without a neighbour in reach: it may go anywhere' },
    ]);
  });

  it('arrays of the whole sample and of its backbone', () => {
    const part = backboneWithout(4, [1]);
    if (part === null) throw new Error('one is left out');
    expect(backboneWithout(4, [])).toBeNull();
    expect(Array.from(scalarsOfWhole(part, [1, 2, 3]))).toEqual([1, Number.NaN, 2, 3]);
    const field = Float64Array.from([1, 2, 0, 0, 3, 4, 5, 6]);
    const two = Float64Array.from([...field, ...field]);
    expect(Array.from(vectorsOfBackbone(part, field))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(vectorsOfWhole(part, Float64Array.from([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]))).toEqual(two);
    expect(indicesInBackbone(part, [3, 1, 0])).toEqual([2, 0]);
  });
});
