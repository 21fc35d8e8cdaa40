import { readdirSync, readFileSync } from 'node:fs';
import { modelById, type Model } from '../../native-workers/models/registry.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import type { Correlations } from '../../native-workers/analysis/report/report.ts';

const FOLDER = new URL('../fixtures/reference/', import.meta.url);

/** One mode of the independent calculation (test/reference/README.md). */
export interface ReferenceMode {
  index: number;
  eigenvalue: number;
  omega: number;
  pr: number;
  prT: number;
  prL: number;
  transverse: number;
  longitudinal: number;
  correlations: Correlations;
  quadrupole: { shear: number; tension: number; angle: number };
}

/** A small sample with the numbers of the independent calculation. */
export interface ReferenceSample {
  name: string;
  model: Model;
  configuration: Configuration;
  energy: number;
  eigenvalues: number[];
  vibrability: Float64Array;
  areas: number[];
  coordination: number[];
  modes: ReferenceMode[];
  lowestMode: {
    displacement: Float64Array;
    transverse: Float64Array;
    longitudinal: Float64Array;
    divergenceNetProjection: Float64Array;
  };
  halfCore: { fraction: number; indices: number[]; cluster: number[] };
  string: number[];
  squares: { score: number; squareness: number; purity: number; corners: number[] }[];
}

interface StoredSample extends Omit<ReferenceSample, 'model' | 'configuration' | 'vibrability' | 'lowestMode'> {
  model: string;
  masses: number[];
  box: [number, number, number];
  species: number[];
  positions: number[];
  vibrability: number[];
  lowestMode: Record<keyof ReferenceSample['lowestMode'], number[]>;
}

/** Every fixture of the independent calculation. */
export function referenceSamples(): ReferenceSample[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const stored = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as StoredSample;
      const model = modelById(stored.model);
      const [lx, ly, xy] = stored.box;
      const { displacement, transverse, longitudinal, divergenceNetProjection } = stored.lowestMode;
      return {
        ...stored,
        model: { ...model, species: model.species.map((kind, at) => ({ ...kind, mass: stored.masses[at] })) },
        configuration: {
          ids: Int32Array.from(stored.species, (_, i) => i + 1),
          species: Uint8Array.from(stored.species),
          positions: Float64Array.from(stored.positions),
          box: { lx, ly, xy },
        },
        vibrability: Float64Array.from(stored.vibrability),
        lowestMode: {
          displacement: Float64Array.from(displacement),
          transverse: Float64Array.from(transverse),
          longitudinal: Float64Array.from(longitudinal),
          divergenceNetProjection: Float64Array.from(divergenceNetProjection),
        },
      };
    });
}
