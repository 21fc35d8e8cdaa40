import { describe, expect, it } from 'vitest';
import { hiddenStrings } from '../../native-workers/analyses/mechanics/hidden-strings.ts';
import type { AngularField } from '../../native-workers/analyses/mechanics/angular-field.ts';
import { mechanicsSettingsSchema } from '../../native-workers/analyses/mechanics/mechanics-settings.ts';
import { neighboursInAngularOrder } from '../../native-workers/analysis/voronoi/voronoi-neighbours.ts';

/** Particles in a row, each next to those before and behind it. */
function row(particles: number) {
  const i = Int32Array.from({ length: particles - 1 }, (_, at) => at);
  const edges = { i, j: i.map((at) => at + 1), separation: new Float64Array(2 * i.length).fill(1) };
  return neighboursInAngularOrder(particles, {
    ...edges,
    positions: new Float64Array(2 * particles),
    box: [1, 1, 0],
    midpoint: new Float64Array(2 * i.length),
    length: new Float64Array(i.length).fill(1),
  });
}

/** x(θ) = (constant + cosine cos 2θ) x̂ of each particle. */
function alongX(particles: readonly (readonly [constant: number, cosine: number])[]): AngularField {
  const vectors = (part: 0 | 1): Float64Array => Float64Array.from(particles.flatMap((own) => [own[part], 0]));
  return { constant: vectors(0), cosine: vectors(1), sine: new Float64Array(2 * particles.length) };
}

/**
 * Eight particles. Particle 0 moves by 6 at 0° and by 4 at 90°, 25.5 in the mean square over all angles; particle 1 by 3
 * and by 2 (6.375), particle 2 by ± 0.5 (0.125). All add up to 32, so that X = 2: every number here is exact.
 */
const MIXED = alongX([[5, 1], [2.5, 0.5], [0, 0.5], ...Array.from({ length: 5 }, () => [0, 0] as const)]);

describe('a particle is excited', () => {
  it('where it moves by more than c·X, X over all particles and all angles, and not where by just as much', () => {
    const found = hiddenStrings(MIXED, [], row(8), [0, 90], 2);
    expect(found.rmsDisplacement).toBe(2);
    expect(found.cutoff).toBe(4);
    expect(found.excited).toEqual([[0], []]);
    expect([...found.angles]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    // A little lower, and 4 at 90° is above it.
    expect(hiddenStrings(MIXED, [], row(8), [0, 90], 2 * (1 - 1e-15)).excited).toEqual([[0], [0]]);
    // 6 at 0° is the most that it moves by: above c·X up to c = 3, and not there.
    expect(hiddenStrings(MIXED, [], row(8), [0, 90], 3 * (1 - 1e-15)).excited).toEqual([[0], []]);
    expect(hiddenStrings(MIXED, [], row(8), [0, 90], 3).excited).toEqual([[], []]);
  });

  it('by one cutoff, whatever angles are looked at', () => {
    for (const degrees of [[0], [90], [0, 45, 90, 135, 180]])
      expect(hiddenStrings(MIXED, [], row(8), degrees, 2).cutoff).toBe(4);
    // The same strain, the same set.
    expect(hiddenStrings(MIXED, [], row(8), [0, 180, 90, 270], 2).excited).toEqual([[0], [0], [], []]);
  });

  it('beyond two and a half times X where no c is given (Hu & Tanaka 2025)', () => {
    // 25 + 4 + 1 + 1 + 1 = 8 X², X = 2: particle 0 moves by 2.5 X.
    const still = alongX([5, 2, 1, 1, 1, 0, 0, 0].map((x) => [x, 0] as const));
    const { stringCutoff } = mechanicsSettingsSchema.parse({});
    expect(hiddenStrings(still, [], row(8), [0], stringCutoff).excited).toEqual([[]]);
    expect(hiddenStrings(still, [], row(8), [0], stringCutoff * (1 - 1e-15)).excited).toEqual([[0]]);
  });

  it('unless it belongs to the key core, whose motion counts in X', () => {
    const found = hiddenStrings(MIXED, [0], row(8), [0, 90], 1);
    expect(found.rmsDisplacement).toBe(2);
    // Particle 1 moves by 3 at 0° and by 2, which is X, at 90°.
    expect(found.excited).toEqual([[1], []]);
  });
});

describe('strings', () => {
  it('are long with more than three particles', () => {
    const moving = [1, 1, 1, 0, 1, 1, 1, 1, 0, 1].map((x) => [x, 0] as const);
    const found = hiddenStrings(alongX(moving), [], row(10), [0, 30], 0.5);
    expect(found.lengths).toEqual([
      { length: 1, count: 2 },
      { length: 3, count: 2 },
      { length: 4, count: 2 },
    ]);
    expect(found.union).toEqual([0, 1, 2, 4, 5, 6, 7, 9]);
    expect(found.long).toEqual([4, 5, 6, 7]);
  });
});
