import { describe, expect, it } from 'vitest';
import type { ContactGraph } from '../../native-workers/analysis/packing/contact-graph.ts';
import { rattlers } from '../../native-workers/analysis/packing/rattlers.ts';
import { contactDiameters, densityAtPackingFraction } from '../../native-workers/models/packing-fraction.ts';
import { isContactModel } from '../../native-workers/models/contact-model.ts';
import { modelById } from '../../native-workers/models/registry.ts';

/** A contact of i with j, seen from i in a direction in degrees. */
type Contact = readonly [i: number, j: number, degrees: number];

/** Two particles that hold each other from three sides: walls. */
const WALLS: Contact[] = [
  [0, 1, 0],
  [0, 1, 120],
  [0, 1, 240],
];

function graphOf(particles: number, contacts: readonly Contact[]): ContactGraph {
  const all = [...WALLS, ...contacts];
  const ones = new Float64Array(all.length).fill(1);
  return {
    particles,
    pairs: Int32Array.from(all.flatMap(([i, j]) => [i, j])),
    separations: Float64Array.from(
      // r_i − r_j points away from j.
      all.flatMap(([, , degrees]) => [-Math.cos((degrees * Math.PI) / 180), -Math.sin((degrees * Math.PI) / 180)]),
    ),
    forces: ones,
    stiffnesses: ones,
    reaches: ones,
  };
}

const held = (...degrees: number[]) =>
  rattlers(
    graphOf(
      3,
      degrees.map((angle, at) => [2, at % 2, angle]),
    ),
  );

describe('rattlers', () => {
  it('walls hold each other; a particle without contacts is loose', () => {
    expect(rattlers(graphOf(2, []))).toStrictEqual([]);
    expect(held()).toStrictEqual([2]);
  });

  it.each<[string, number[], boolean]>([
    ['one contact', [10], false],
    ['two opposite ones', [0, 180], false],
    ['three round it', [0, 120, 240], true],
    ['three on one side', [-80, 0, 80], false],
    ['three, two of them exactly opposite: nothing holds it on the free side', [-90, 0, 90], false],
    ['a buckler: two nearly opposite, on the other side of the third', [-91, 0, 91], true],
    ['the gap across 180°', [100, 170, -100], false],
    ['many on one side', [0, 30, 60, 90, 120, 150], false],
  ])('%s', (_, degrees, isHeld) => {
    expect(held(...degrees)).toStrictEqual(isHeld ? [] : [2]);
    // Neither the order nor the orientation matters.
    expect(held(...degrees.toReversed().map((angle) => angle + 77))).toStrictEqual(isHeld ? [] : [2]);
  });

  it('what is held by rattlers only is not held, however long the chain', () => {
    const chain: Contact[] = [];
    for (let k = 2; k < 40; k++) chain.push([k, 0, 90], [k, 1, 210], [k, k + 1, 330]);
    expect(rattlers(graphOf(41, chain))).toHaveLength(39);
    // The last one held, so are all.
    chain.push([40, 0, 90], [40, 1, 210], [40, 0, 330]);
    expect(rattlers(graphOf(41, chain))).toStrictEqual([]);
  });

  it('a cluster that holds itself together is no rattler by contacts', () => {
    const inside: Contact[] = [
      [2, 3, 0],
      [2, 3, 120],
      [2, 3, 240],
    ];
    expect(rattlers(graphOf(5, inside))).toStrictEqual([4]);
  });
});

describe('models of contact', () => {
  it('are harmonic and hertzian of the registry', () => {
    const ids = ['2dipl', '2dka', 'crystal', 'harmonic', 'hertzian'];
    expect(ids.map((id) => isContactModel(modelById(id)))).toStrictEqual([false, false, false, true, true]);
  });

  it('have the density of a packing fraction', () => {
    const model = modelById('harmonic');
    expect(contactDiameters(model)).toStrictEqual([1, 1.4]);
    // φ = ρ (π/4)(1 + 1.96)/2.
    expect(model.density).toBeCloseTo((0.87 * 8) / (Math.PI * 2.96), 14);
    expect(modelById('hertzian').density).toBe(model.density);
    expect(densityAtPackingFraction([{ fraction: 1, diameter: 2 }], 0.5)).toBeCloseTo(0.5 / Math.PI, 15);
  });
});
