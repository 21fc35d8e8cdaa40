import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { mechanicsReportSchema } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { mechanicsSettingsSchema } from '../../native-workers/analyses/mechanics/mechanics-settings.ts';
import { computeMechanics, type MechanicsRequest } from '../../native-workers/analyses/mechanics/mechanics.ts';
import { stableResponse } from '../../native-workers/analysis/elasticity/stable-response.ts';
import { stringCurves } from '../../native-workers/analyses/mechanics/string-curve.ts';
import { affineForces, quadrupole } from '../../native-workers/analysis/modes/quadrupole.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { modelById, type Model } from '../../native-workers/models/registry.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { triangularLattice } from './configurations.ts';
import { quadraticForm, shearByDeletion, strainAt } from './dense-shear.ts';
import { referenceSamples } from './reference-samples.ts';

function groundOf(configuration: Configuration, model: Model) {
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  expect(sample.minimise({}).status).toBe('converged');
  const hessian = sample.hessian();
  const { box } = configuration;
  const tessellation = periodicVoronoi(box, sample.positions());
  return { sample, model, box, hessian, pinning: stableResponse(sample, hessian, box), tessellation };
}

function largest(values: Iterable<number>): number {
  return Math.max(...Array.from(values, Math.abs));
}

const STEP = 30;
const CUTOFF = 1.6;
/** Both by dense LU and by sparse LDLᵀ with a softest mode of some 0.1 (mechanics-pinning.test.ts). */
const TOLERANCE = 1e-9;

describe.each(referenceSamples())('$name', ({ configuration, model, lowestMode, vibrability }) => {
  const ground = groundOf(configuration, model);
  const { ids } = configuration;
  const n = ids.length;
  // The four particles that vibrate most stand for a key core, whether or not they touch.
  const string = [...vibrability.keys()].sort((a, b) => vibrability[b] - vibrability[a]).slice(0, 4);
  const square = [7, 8, 30, 31];
  const asked = [3, 17, 42];
  const idsOf = (indices: readonly number[]): number[] => indices.map((index) => ids[index]);
  const request: MechanicsRequest = {
    ids,
    keyCore: { stringIds: idsOf(string), squareIds: idsOf(square) },
    displacements: lowestMode.displacement,
    settings: mechanicsSettingsSchema.parse({ degrees: STEP, stringCutoff: CUTOFF, pinned: idsOf(asked) }),
    source: 'a test',
    sampleHash: '00',
  };
  const report = computeMechanics(ground, request);
  const { curves, degrees, strings, sets, anisotropy } = report;
  const scale = largest(curves.unpinned);
  const closeTo = (found: readonly number[] | null | undefined, expected: readonly number[]): void => {
    expect(found).toHaveLength(expected.length);
    expected.forEach((value, at) => expect(Math.abs((found?.[at] ?? NaN) - value)).toBeLessThan(TOLERANCE * scale));
  };
  if (strings === null) throw new Error('no strings');

  it('is as its schema has it, for every angle', () => {
    expect(mechanicsReportSchema.parse(report)).toEqual(report);
    expect(degrees).toEqual(Array.from({ length: 360 / STEP }, (_, at) => at * STEP));
    expect(sets).toEqual({
      string: idsOf(string),
      square: idsOf(square),
      allStrings: [...idsOf(string), ...strings.unionIds].sort((a, b) => a - b),
      pinned: idsOf(asked),
      reason: {},
    });
  });

  it('curves with one set are those of brute force', () => {
    // One particle of the dense Hessian is deleted to take the translations out.
    const curveOf = (set: readonly number[]): number[] =>
      degrees.map((angle) => shearByDeletion(ground, set, angle).modulus);
    closeTo(curves.unpinned, curveOf([5]));
    closeTo(curves.stringPinned, curveOf(string));
    closeTo(curves.squarePinned, curveOf(square));
    closeTo(curves.pinned, curveOf(asked));
    closeTo(curves.allStringsPinned, curveOf((sets.allStrings ?? []).map((id) => ids.indexOf(id))));
  });

  it('hidden strings are those of displacements by brute force, at every angle', () => {
    let sum = 0;
    // Harmonics up to 4θ only: three angles would do.
    const angles = [0, 36, 72, 108, 144];
    for (const angle of angles) {
      const { field } = shearByDeletion(ground, string, angle);
      sum += field.reduce((squares, value) => squares + value * value, 0);
    }
    const rms = Math.sqrt(sum / (angles.length * n));
    expect(Math.abs(strings.rmsDisplacement / rms - 1)).toBeLessThan(TOLERANCE);
    expect(strings.cutoff).toBe(CUTOFF * strings.rmsDisplacement);
    const inKeyCore = new Set(string);
    const excited = degrees.map((angle) => {
      const { field } = shearByDeletion(ground, string, angle);
      return [...ids.keys()].filter(
        (i) => !inKeyCore.has(i) && Math.hypot(field[2 * i], field[2 * i + 1]) > strings.cutoff,
      );
    });
    expect(strings.perAngle.excited).toEqual(excited.map(idsOf));
    expect(strings.perAngle.lString).toEqual(excited.map((set) => set.length + string.length));
    expect(strings.unionIds).toEqual(idsOf([...new Set(excited.flat())].sort((a, b) => a - b)));
    expect(strings.nAngle).toEqual([...ids.keys()].map((i) => excited.filter((set) => set.includes(i)).length));
    // The samples have some, or nothing of this would be a test.
    expect(strings.unionIds.length).toBeGreaterThan(3);
  });

  it('strings are the connected parts of what is excited', () => {
    const { start, index } = ground.tessellation.neighbours;
    const counts = new Map<number, number>();
    const long = new Set<number>();
    for (const set of strings.perAngle.excited) {
      const left = new Set(set.map((id) => ids.indexOf(id)));
      for (const seed of left) {
        // Flood fill of its own.
        const part = new Set([seed]);
        for (const i of part)
          for (let slot = start[i]; slot < start[i + 1]; slot++) if (left.has(index[slot])) part.add(index[slot]);
        for (const i of part) left.delete(i);
        counts.set(part.size, (counts.get(part.size) ?? 0) + 1);
        if (part.size > 3) for (const i of part) long.add(ids[i]);
      }
    }
    expect(strings.lengths).toEqual(
      [...counts].sort(([a], [b]) => a - b).map(([length, count]) => ({ length, count })),
    );
    expect(strings.longIds).toEqual([...long].sort((a, b) => a - b));
  });

  it('the curve with a set of its own at each angle is brute force at each angle', () => {
    const sets = strings.perAngle.excited.map((set) => [...string, ...set.map((id) => ids.indexOf(id))]);
    closeTo(
      curves.angleStringsPinned,
      degrees.map((angle, at) => shearByDeletion(ground, sets[at], angle).modulus),
    );
    // As by factorising again for each angle.
    closeTo(
      curves.angleStringsPinned,
      degrees.map((angle, at) => {
        return quadraticForm(ground.pinning.curvature(sets[at], 'refactorise'), strainAt(angle));
      }),
    );
    const found = anisotropy.angleStringsPinned;
    expect(found?.max).toBe(Math.max(...(curves.angleStringsPinned ?? [])));
    expect(found?.min).toBe(Math.min(...(curves.angleStringsPinned ?? [])));
  });

  it('period 180°; every further set stiffens; correlations are Pearson’s', () => {
    for (const curve of Object.values(curves)) {
      if (curve === null || curve === undefined) continue;
      for (let at = 0; at < curve.length / 2; at++)
        expect(Math.abs(curve[at] - curve[at + curve.length / 2])).toBeLessThan(1e-12 * scale);
    }
    const { unpinned, stringPinned, angleStringsPinned, allStringsPinned } = curves;
    const order = [unpinned, stringPinned, angleStringsPinned, allStringsPinned].map((curve) => curve ?? []);
    for (let at = 0; at < degrees.length; at++)
      for (let k = 1; k < order.length; k++)
        expect(order[k][at]).toBeGreaterThanOrEqual(order[k - 1][at] - TOLERANCE * scale);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const covariance = (a: readonly number[], b: readonly number[]): number =>
      mean(a.map((value, at) => (value - mean(a)) * (b[at] - mean(b))));
    const lengths = strings.perAngle.lString;
    const pearson = (curve: readonly number[]): number =>
      covariance(lengths, curve) / Math.sqrt(covariance(lengths, lengths) * covariance(curve, curve));
    expect(strings.correlation.unpinned).toBeCloseTo(pearson(unpinned), 12);
    expect(strings.correlation.pinned).toBeCloseTo(pearson(stringPinned ?? []), 12);
  });

  it('anisotropy is relative to the mean modulus with the string pinned', () => {
    const matrix = anisotropy.stringPinned?.mean ?? NaN;
    for (const found of Object.values(anisotropy)) {
      if (found === null || found === undefined) continue;
      expect(found.amplitude).toBe(found.max - found.min);
      expect(found.relative).toBe(found.amplitude / matrix);
    }
    const mean = curves.unpinned.reduce((sum, value) => sum + value, 0) / degrees.length;
    expect(Math.abs(anisotropy.unpinned.mean - mean)).toBeLessThan(1e-12 * scale);
  });

  it('modes: overlap and coupling with each protocol, orientation as in the analysis', () => {
    const u = lowestMode.displacement;
    const [mode] = report.modes;
    const gradients = { shear: [0, 1, 0, 0], tension: [1, 0, 0, -1], uniaxial: [1, 0, 0, 0] } as const;
    for (const name of ['shear', 'tension', 'uniaxial'] as const) {
      const force = ground.sample.affineForce(gradients[name]);
      const x = ground.hessian.solve(force);
      const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at], 0);
      expect(mode.coupling[name]).toBeCloseTo(dot(force, u), 9);
      expect(mode.overlap[name]).toBeCloseTo(dot(x, u) / Math.sqrt(dot(x, x) * dot(u, u)), 9);
    }
    const spacing = Math.sqrt((ground.box.lx * ground.box.ly) / n);
    const expected = quadrupole(affineForces(ground.sample, ground.hessian.norm, spacing), u);
    expect(mode.orientation).toBeCloseTo(expected.angle ?? NaN, 9);
  });

  it('says what it has spent', () => {
    const { columns, solves, factorisations, wallSeconds } = report.provenance;
    // Two columns for each particle of a set, and the displacements with the string pinned.
    const found = [string, square, asked, sets.allStrings ?? []];
    const least = 2 * found.reduce((sum, set) => sum + set.length, 0);
    // In a crystal those of the vacancies come on top.
    if (model.species.length > 1) expect(columns).toBe(least);
    else expect(columns).toBeGreaterThanOrEqual(least);
    expect([solves, factorisations]).toEqual([4, 0]);
    expect(wallSeconds['total']).toBeGreaterThan(0);
  });

  it('steps that are no part of a turn of 180° have the same cutoff and strings', () => {
    const other = computeMechanics(ground, { ...request, settings: { degrees: 72, stringCutoff: CUTOFF } });
    expect(other.degrees).toEqual([0, 72, 144, 216, 288]);
    expect(other.strings?.cutoff).toBe(strings.cutoff);
    closeTo(
      other.curves.angleStringsPinned,
      other.degrees.map((angle, at) => {
        const set = (other.strings?.perAngle.excited[at] ?? []).map((id) => ids.indexOf(id));
        return shearByDeletion(ground, [...string, ...set], angle).modulus;
      }),
    );
    expect(other.sets.pinned).toBeUndefined();
    expect(other.curves.pinned).toBeUndefined();
  });

  it('refuses ids that are not there, or twice, or all', () => {
    const pin = (pinned: number[]) => () =>
      computeMechanics(ground, { ...request, settings: { degrees: 90, stringCutoff: CUTOFF, pinned } });
    expect(pin([1, 100_000])).toThrow(`pinned: there is no particle 100000; ids run from ${ids[0]} to ${ids[n - 1]}`);
    expect(pin([4, 9, 4])).toThrow('pinned: particle 4 is named twice');
    expect(pin([...ids])).toThrow(`all ${n} particles are pinned: nothing is left to relax`);
  });

  it('a defect as large as half the sample is none, and what hangs on it is null with the reason', () => {
    const many = [...ids].slice(0, Math.ceil(n / 2) + 1);
    const none = computeMechanics(ground, {
      ...request,
      keyCore: { stringIds: many, squareIds: null, reason: 'no square' },
    });
    expect(none.curves).toMatchObject({ stringPinned: null, squarePinned: null, angleStringsPinned: null });
    expect(none.strings).toBeNull();
    expect(none.sets.reason).toEqual({
      string: `the key-core string holds ${many.length} of ${n} particles: there is no defect to pin`,
      square: 'no square',
    });
    expect(none.anisotropy.unpinned).toMatchObject({
      relative: null,
      reason: 'there is no modulus with the key-core string pinned',
    });
    expect(mechanicsReportSchema.parse(none)).toEqual(none);
  });

  it('a string of one particle pins nothing, and displacements count from their mean', () => {
    const one = computeMechanics(ground, { ...request, keyCore: { stringIds: [ids[9]], squareIds: null } });
    closeTo(one.curves.stringPinned, one.curves.unpinned);
    const [x, y] = [0, 1].map((axis) => ground.pinning.response.nonAffine.filter((_, at) => at % 2 === axis));
    expect(Math.abs(x.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
    expect(Math.abs(y.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
    expect(one.strings?.unionIds).not.toContain(ids[9]);
  });

  it('a stop between angles is heard', () => {
    const stop = new Error('stop');
    const excited = degrees.map(() => [1, 2]);
    expect(() =>
      stringCurves(ground.pinning, string, excited, degrees, () => {
        throw stop;
      }),
    ).toThrow(stop);
    const control = new Int32Array(new SharedArrayBuffer(16));
    control[0] = 1;
    expect(() => computeMechanics(ground, request, control)).toThrow("cancelled during 'pinning'");
  });
});

describe('a perfect triangular lattice', () => {
  const model = modelById('crystal');
  const { box, positions } = triangularLattice(8, 8, Math.sqrt(2 / (Math.sqrt(3) * model.density)));
  const n = positions.length / 2;
  const ids = Int32Array.from({ length: n }, (_, i) => i + 1);
  const ground = groundOf({ ids, species: new Uint8Array(n), positions, box }, model);

  it('moves affinely, and is isotropic', () => {
    // Affine forces cancel among six neighbours to rounding, 1e-15 of bond forces of some 100.
    expect(largest(ground.pinning.response.nonAffine)).toBeLessThan(1e-11);
    const report = computeMechanics(ground, {
      ids,
      keyCore: { stringIds: [1, 2, 9], squareIds: null },
      displacements: ground.hessian.lowestModes({ count: 1 }).displacements,
      settings: mechanicsSettingsSchema.parse({ degrees: 10 }),
      source: 'lattice',
      sampleHash: '00',
    });
    const { unpinned, stringPinned } = report.anisotropy;
    // 1e-12 of moduli of some 20, from forces of 1e-13 on the way.
    expect(unpinned.amplitude).toBeLessThan(1e-10 * unpinned.mean);
    expect(stringPinned?.mean).toBeCloseTo(unpinned.mean, 9);
    expect(report.modes[0]).toMatchObject({
      overlap: { shear: null, tension: null, uniaxial: null },
      orientation: null,
      reason: 'the mode couples to no uniform strain; the particles follow shear and tension and uniaxial affinely',
    });
    expect(report.strings?.correlation.unpinned).toBeNull();
  });
});

it('an unstable sample is refused with the reason', () => {
  const { configuration, model } = referenceSamples()[0];
  const sample = new (addon().Sample)(
    sampleSpec(
      { ...configuration, positions: configuration.positions.map((value, at) => value + 0.2 * Math.sin(37 * at)) },
      model,
    ),
  );
  const hessian = sample.hessian();
  expect(hessian.inertia.negative).toBeGreaterThan(1);
  expect(() => stableResponse(sample, hessian, configuration.box)).toThrow(
    `this sample is unstable: its Hessian has ${hessian.inertia.negative} negative eigenvalues, and the response to strain is defined at a minimum of the energy only`,
  );
  expect(() =>
    stableResponse(sample, { ...hessian, inertia: { negative: 0, zero: 4, positive: 100 } }, configuration.box),
  ).toThrow('its Hessian has 4 zero eigenvalues instead of the 2 translations');
});

it.each([7, 0, -10, 361, 0.007])('a step of %d° is refused', (degrees) => {
  expect(mechanicsSettingsSchema.safeParse({ degrees }).success).toBe(false);
});

it('says why a step is refused', () => {
  const refused = mechanicsSettingsSchema.safeParse({ degrees: 7 });
  expect(refused.error?.issues[0].message).toBe('a step of 7° does not divide 360°');
  for (const degrees of [0.1, 0.5, 1, 2.5, 5, 72, 120, 360])
    expect(mechanicsSettingsSchema.parse({ degrees }).degrees).toBe(degrees);
});
