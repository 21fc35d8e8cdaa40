import type { Report } from '../../native-workers/analysis/report/report.ts';
import type { SampleResult } from '../../src-main/project/sample-result.ts';

/** Numbers in [0, 1) that depend on the seed only (mulberry32), with all bits of the mantissa in use. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return () => (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53;
}

export interface SampleOptions {
  particles?: number;
  modes?: number;
  /** Modes whose displacements are kept. */
  kept?: number;
  /** As read from a file, with columns. */
  imported?: boolean;
  /** Without Ψ. */
  unstable?: boolean;
}

/** A made-up result that depends on the seed only; its numbers mean nothing but fit together. */
export function madeUpSample(seed: number, options: SampleOptions = {}): SampleResult {
  const { particles = 40, modes = 3, kept = 2, imported = false, unstable = false } = options;
  const random = randomNumbers(seed);
  const reals = (count: number): Float64Array => Float64Array.from({ length: count }, () => random() * 20 - 10);
  const ids = Int32Array.from({ length: particles }, (_, index) => 3 * index + 1 + Math.floor(random() * 2));
  const species = Uint8Array.from({ length: particles }, () => (random() < 0.5 ? 0 : 1));
  const box = { lx: 6 + random(), ly: 5 + random(), xy: random() };
  const vibrability = unstable ? null : reals(particles).map(Math.abs);
  const report: Report = {
    sample: {
      n: particles,
      box: [box.lx, box.ly, box.xy],
      model: '2dipl',
      energyPerParticle: random(),
      maxForce: random() * 1e-12,
      zeroModes: 2,
      negativeModes: unstable ? 1 : 0,
      maxForceAsRead: random(),
      moved: imported ? { max: random(), rms: random() } : null,
      liquid: false,
      negativeModesAsRead: imported ? 0 : null,
      notes: imported ? ['two particles lie 0.3 σ apart'] : [],
    },
    modes: Array.from({ length: modes }, (_, index) => ({
      index,
      eigenvalue: random(),
      omega: random(),
      residual: random() * 1e-14,
      pr: random(),
      prT: random(),
      prL: index === 1 ? null : random(),
      transverse: random(),
      longitudinal: random(),
      correlations: { psi_uL: random(), psi_div: null, psi_absdiv: random(), uL_div: null, uL_absdiv: random() },
      quadrupole: { shear: random(), tension: random(), angle: index === 2 ? null : 90 * random() },
    })),
    vibrability: {
      max: vibrability === null ? null : Math.max(...vibrability),
      mean: vibrability === null ? null : random(),
      values: Array.from(vibrability ?? []),
      ...(unstable ? { reason: 'one negative mode' } : {}),
    },
    core: { threshold: 0.25, ids: [ids[0], ids[1]], clusterIds: [ids[0]] },
    keyCore: {
      fraction: 0.6,
      stringIds: [ids[0], ids[2]],
      allIds: [ids[0], ids[2], ids[3]],
      squareIds: null,
      squareScore: null,
      squareness: null,
      squarePurity: null,
      reason: 'no candidate alternates',
    },
    provenance: {
      version: '0.1.0',
      variant: 'x86-64-v2',
      model: '2dipl',
      cutoffScheme: 'force-shifted at 1.48 σ_ab',
      source: imported ? 'glass.dump, frame 0' : 'configuration',
      seed: imported ? null : String(seed),
      configurationHash: 'ab'.repeat(32),
      settings: { modes, relax: true },
      relaxation: { evaluations: 100 + seed, newtonSteps: 3 },
      modesComplete: true,
      wallSeconds: { minimise: random(), modes: random() },
    },
  };
  return {
    configuration: { ids, species, positions: reals(2 * particles), box },
    frameInfo: imported
      ? {
          source: 'glass.dump',
          format: 'lammps-dump',
          frameIndex: 0,
          timestep: 1000,
          origin: { x: -random(), y: random() },
          typeLabels: ['1', '2', 'Ni "x"'],
          types: Uint8Array.from(species, (kind) => 2 * kind),
        }
      : null,
    report,
    fields: { positions: reals(2 * particles), vibrability, displacements: reals(2 * particles * kept) },
    columns: imported
      ? [
          { name: 'vx', values: reals(particles) },
          // Every bit pattern has to survive, also those that are no numbers.
          { name: 'c_stress[1]', values: reals(particles).fill(NaN, 0, 1).fill(-0, 1, 2).fill(Infinity, 2, 3) },
        ]
      : [],
  };
}
