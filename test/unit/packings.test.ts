import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contactGraph } from '../../native-workers/analysis/packing/contact-graph.ts';
import { rattlers } from '../../native-workers/analysis/packing/rattlers.ts';
import { packingReport } from '../../native-workers/analysis/packing/report-packing.ts';
import { quench, type Quenched } from '../../native-workers/analysis/preparation/quench.ts';
import { composition, randomStartIn, squareBox } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { contactDiameters, densityAtPackingFraction } from '../../native-workers/models/packing-fraction.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { cases } from '../effort.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';

const TOLERANCE = 1e-11;

interface Case {
  model: string;
  packingFraction: number;
  particles: number;
  index: number;
}

/** A random start, quenched at a packing fraction. */
function packed({ model: id, packingFraction, particles, index }: Case): Quenched {
  const model = modelById(id);
  const counts = composition(model, particles);
  const discs = contactDiameters(model).map((diameter, kind) => ({ diameter, fraction: counts[kind] / particles }));
  const box = squareBox(particles, densityAtPackingFraction(discs, packingFraction));
  const start = randomStartIn({ model, counts, box }, sampleSeed('packings', index));
  return quench(start, model, { forceTolerance: TOLERANCE }, undefined);
}

/** What test/reference/packing.py finds. */
interface Reference {
  contacts: [number, number][];
  pressure: number;
  packingFraction: number;
  overlaps: [number, number] | null;
  zero: number;
  negative: number;
  loose: number[];
  backboneContacts: number;
  lowest: number[];
}

function examined(samples: readonly { id: string; quenched: Quenched }[]): Reference[] {
  const input = samples.map(({ id, quenched: { configuration } }) => ({
    model: id,
    box: [configuration.box.lx, configuration.box.ly],
    positions: [...configuration.positions],
    species: [...configuration.species],
    leastForce: 100 * TOLERANCE,
  }));
  const { stdout, stderr, status } = spawnSync(PYTHON, [join(ROOT, 'test', 'reference', 'packing.py')], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Reference[];
}

/** Jammed ones over φ = 0.85 … 0.95. */
const jammed = (count: number, particles: number): Case[] =>
  Array.from({ length: count }, (_, index) => ({
    model: index % 2 === 0 ? 'harmonic' : 'hertzian',
    packingFraction: 0.85 + (0.1 * index) / Math.max(1, count - 1),
    particles,
    index,
  }));
const unjammed = (count: number, particles: number): Case[] =>
  Array.from({ length: count }, (_, index) => ({
    model: index % 2 === 0 ? 'harmonic' : 'hertzian',
    packingFraction: 0.7 + 0.01 * index,
    particles,
    index: 100 + index,
  }));

const every = [...jammed(3, 64), ...unjammed(1, 64)];
const atLength = [...jammed(50, 128), ...unjammed(10, 128)];

describe.skipIf(!hasPythonModule('numpy'))('packings against all pairs and the dense null space', () => {
  const samples = cases(every, atLength).map((of) => ({ id: of.model, of, quenched: packed(of) }));
  const references = examined(samples);

  it.each(samples.map(({ of }, at) => [`${of.model}, φ = ${of.packingFraction.toFixed(3)}, ${of.index}`, at] as const))(
    '%s',
    (_, at) => {
      const { of, quenched } = samples[at];
      const { sample, configuration } = quenched;
      const reference = references[at];
      const model = modelById(of.model);
      const graph = contactGraph(sample, TOLERANCE);
      const loose = rattlers(graph);
      const report = packingReport({
        sample,
        configuration,
        model,
        energetics: sample.energetics(),
        forceTolerance: TOLERANCE,
      });

      const pairs = [...graph.forces.keys()].map((k) =>
        [graph.pairs[2 * k], graph.pairs[2 * k + 1]].sort((a, b) => a - b),
      );
      expect(pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1])).toStrictEqual(reference.contacts);
      // Sums of some hundred positive terms.
      expect(report.pressure).toBeCloseTo(reference.pressure, 14);
      expect(report.packingFraction).toBeCloseTo(reference.packingFraction, 13);
      expect(report.packingFraction).toBeCloseTo(of.packingFraction, 13);
      expect(report.contactNumber).toBe((2 * reference.contacts.length) / of.particles);
      if (reference.overlaps === null) expect(report.overlap).toBeNull();
      else {
        expect(report.overlap?.mean).toBeCloseTo(reference.overlaps[0], 13);
        expect(report.overlap?.max).toBeCloseTo(reference.overlaps[1], 13);
      }

      expect(loose).toStrictEqual(reference.loose);
      if (of.packingFraction < 0.83) {
        expect(report).toMatchObject({ jammed: false, backbone: 0, rattlers: of.particles, contacts: 0 });
        expect(report).toMatchObject({ backboneContactNumber: null, excessContacts: null });
        expect(report.reason).toBe('the packing is not jammed: no particle is held by its neighbours');
        return;
      }
      // Every rattler brings two zero modes to those of the translations; without them those are left, and none below.
      expect(reference).toMatchObject({ zero: 2 + 2 * loose.length, negative: 0 });
      expect(Math.max(...reference.lowest.slice(0, 2).map(Math.abs))).toBeLessThan(1e-12);
      expect(reference.lowest[2]).toBeGreaterThan(1e-9);
      const backbone = of.particles - loose.length;
      expect(report).toMatchObject({ jammed: true, backbone, rattlers: loose.length });
      expect(report.backboneContactNumber).toBe((2 * reference.backboneContacts) / backbone);
      // At least as many contacts as coordinates less the translations, and one for the pressure.
      expect(reference.backboneContacts).toBeGreaterThanOrEqual(2 * backbone - 1);
      expect(report.excessContacts).toBeCloseTo((2 * (reference.backboneContacts - (2 * backbone - 1))) / backbone, 12);
    },
  );
});
