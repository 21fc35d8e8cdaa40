import { readFileSync } from 'node:fs';

import { addon, type NativeSample } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import type { Correlations, Quadrupole } from '../../native-workers/analysis/report/report.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelById, type Model } from '../../native-workers/models/registry.ts';

/** One mode of a fixture, in the words of the report; the Python calculation has every coefficient. */
export interface ReferenceMode {
  index: number;
  eigenvalue: number;
  omega: number;
  pr: number;
  prT: number;
  prL: number;
  transverse: number;
  longitudinal: number;
  correlations: Omit<Correlations, 'reason'>;
  quadrupole: Omit<Quadrupole, 'reason'>;
  /** false: u and −u are equally soft by symmetry, and the sign is a convention. */
  signed: boolean;
}

/** A file of test/fixtures/reference; its keys are explained in test/reference/README.md. */
export interface ReferenceFixture {
  name: string;
  model: string;
  masses: number[];
  box: [number, number, number];
  species: number[];
  positions: number[];
  energy: number;
  stress: [number, number, number];
  pairs: number;
  perturbed: {
    positions: number[];
    energy: number;
    stress: [number, number, number];
    forces: number[];
    affineForceShear: number[];
  };
  eigenvalues: number[];
  vibrability: number[];
  areas: number[];
  coordination: number[];
  splitRankDeficit: number;
  modes: ReferenceMode[];
  lowestMode: {
    displacement: number[];
    transverse: number[];
    longitudinal: number[];
    netProjection: number[];
    divergenceNetProjection: number[];
    divergence: number[];
    areaChange: number[];
  };
  halfCore: { fraction: number; indices: number[]; cluster: number[] };
  string: number[];
  squares: { score: number; squareness: number; purity: number; corners: [number, number, number, number] }[];
}

const NAMES = ['2dipl-100', '2dipl-64-tilted-masses', '2dka-144', 'crystal-vacancy-167'] as const;

/** All fixtures, in the order of the table in test/reference/samples.py. */
export function referenceFixtures(): ReferenceFixture[] {
  return NAMES.map(
    (name) =>
      JSON.parse(
        readFileSync(new URL(`../fixtures/reference/${name}.json`, import.meta.url), 'utf8'),
      ) as ReferenceFixture,
  );
}

/** The registry's model with the masses of the fixture, and the configuration; ids are 1 … N. */
export function asInput(
  fixture: ReferenceFixture,
  positions: number[] = fixture.positions,
): {
  model: Model;
  configuration: Configuration;
} {
  const model = modelById(fixture.model);
  const [lx, ly, xy] = fixture.box;
  return {
    model: { ...model, species: model.species.map((kind, at) => ({ ...kind, mass: fixture.masses[at] })) },
    configuration: {
      ids: Int32Array.from(fixture.species, (_, i) => i + 1),
      species: Uint8Array.from(fixture.species),
      positions: Float64Array.from(positions),
      box: { lx, ly, xy },
    },
  };
}

/** A native sample of the fixture, at its relaxed positions unless others are given. */
export function nativeSample(fixture: ReferenceFixture, positions?: number[]): NativeSample {
  const { model, configuration } = asInput(fixture, positions);
  return new (addon().Sample)(sampleSpec(configuration, model));
}

/** max|a − b| over two fields; throws where their lengths differ. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length}`);
  let largest = 0;
  for (let at = 0; at < a.length; at++) {
    const difference = Math.abs(a[at] - b[at]);
    // A NaN must not pass for a small difference.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** max|a|. */
export function largest(a: ArrayLike<number>): number {
  return largestDifference(a, new Float64Array(a.length));
}
