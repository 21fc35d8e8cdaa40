import { describe, expect, test } from 'vitest';

import { addon } from '../../native-workers/addon.ts';
import { clusterOf, indexOfMaximum, keyCore } from '../../native-workers/analysis/key-core/vibrability-core.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { asInput, largest, largestDifference, referenceFixtures } from './reference-fixture.ts';

describe.each(referenceFixtures().map((fixture) => [fixture.name, fixture] as const))(
  'Voronoi fields against the Python calculation: %s',
  (_, fixture) => {
    const { box, positions } = asInput(fixture).configuration;
    const tiling = periodicVoronoi(box, positions);
    const native = new (addon().Voronoi)(tiling.edges);
    const { lowestMode } = fixture;
    const u = Float64Array.from(lowestMode.displacement);
    const size = largest(u);

    test('cell areas and numbers of neighbours', () => {
      // Circumcentres of long thin triangles amplify rounding by their aspect, some 1e2 at most.
      expect(largestDifference(tiling.areas, fixture.areas)).toBeLessThan(2e-13);
      const counts = fixture.coordination.map((_, i) => tiling.neighbours.start[i + 1] - tiling.neighbours.start[i]);
      expect(counts).toEqual(fixture.coordination);
    });

    test('area change A u', () => {
      expect(largestDifference(native.areaChange(u), lowestMode.areaChange)).toBeLessThan(1e-12 * size);
    });

    test('longitudinal and transverse parts', () => {
      const { transverse, longitudinal } = native.split(u);
      // AAᵀ has a condition of 50 in the glasses and 2000 in the crystal; the dense pseudo-inverse loses as much.
      expect(largestDifference(longitudinal, lowestMode.longitudinal)).toBeLessThan(1e-12 * size);
      expect(largestDifference(transverse, lowestMode.transverse)).toBeLessThan(1e-12 * size);
      expect(largest(native.areaChange(transverse))).toBeLessThan(1e-14 * size);
    });

    test('net projection and both divergences', () => {
      const projection = native.netProjection(u);
      expect(largestDifference(projection, lowestMode.netProjection)).toBeLessThan(1e-13 * size);
      expect(largestDifference(native.divergence(u), lowestMode.divergence)).toBeLessThan(1e-13 * size);
      const divergence = native.divergence(projection);
      expect(largestDifference(divergence, lowestMode.divergenceNetProjection)).toBeLessThan(1e-13 * size);
    });

    test('several vectors at once give what each gives by itself', () => {
      const both = new Float64Array(2 * u.length);
      both.set(Float64Array.from(lowestMode.transverse), 0);
      both.set(u, u.length);
      const { longitudinal } = native.split(both);
      expect(largest(longitudinal.subarray(0, u.length))).toBeLessThan(1e-12 * size);
      expect(largestDifference(longitudinal.subarray(u.length), lowestMode.longitudinal)).toBeLessThan(1e-12 * size);
    });

    test('core at half the maximum of Ψ and the key-core string', () => {
      const psi = Float64Array.from(fixture.vibrability);
      const half = keyCore(tiling.neighbours, psi, fixture.halfCore.fraction);
      expect(Array.from(half.all)).toEqual(fixture.halfCore.indices);
      expect(Array.from(half.cluster)).toEqual(fixture.halfCore.cluster);
      expect(Array.from(keyCore(tiling.neighbours, psi, 0.6).cluster)).toEqual(fixture.string);
      const marked = new Uint8Array(psi.length);
      for (const i of fixture.halfCore.indices) marked[i] = 1;
      expect(Array.from(clusterOf(tiling.neighbours, marked, indexOfMaximum(psi)))).toEqual(fixture.halfCore.cluster);
    });
  },
);
