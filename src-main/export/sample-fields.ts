import { alongGradient, type GradientWeights } from '../../native-workers/analysis/elasticity/elastic-response.ts';
import { indicesOf } from '../../native-workers/configuration/indices-of-ids.ts';
import { bondOrderTask, responseFieldsTask } from '../../native-workers/tasks/warm-task.ts';
import type { FieldSource } from './field-source.ts';

/** A field of a sample that belongs to no mode, computed when it is asked for. */
export interface SampleField {
  name: string;
  unit: string | null;
  kind: 'scalar' | 'vector';
  /** One line. */
  description: string;
  /** Why this sample does not have it, as a clause; null where it does. */
  missing: (source: FieldSource) => string | null;
  /** Vectors have 2N values, scalars N. */
  values: (source: FieldSource) => Float64Array | Promise<Float64Array>;
}

/** 1 for particles of these ids, 0 for all others. */
function members({ sample }: FieldSource, ids: readonly number[]) {
  const values = new Float64Array(sample.configuration.ids.length);
  for (const index of indicesOf(sample.configuration.ids, ids)) values[index] = 1;
  return values;
}

function noVibrability({ sample: { report, fields } }: FieldSource) {
  return fields.vibrability === null ? (report.vibrability.reason ?? 'there is no Ψ of this sample') : null;
}

function membership(name: string, description: string, idsOf: (source: FieldSource) => readonly number[]): SampleField {
  return {
    name,
    unit: null,
    kind: 'scalar',
    description,
    missing: noVibrability,
    values: (source) => members(source, idsOf(source)),
  };
}

function notElastic({ sample: { report } }: FieldSource) {
  const { elasticity, loose, sample } = report;
  if (sample.negativeModes === 0 && (elasticity?.shear ?? null) !== null) return null;
  return elasticity?.reason ?? loose?.reason ?? 'the sample is not a minimum of the energy';
}

/** Four fields of one calculation, which is made once for each source. */
const responses = new WeakMap<FieldSource, Promise<Float64Array>>();

function nonAffine(name: string, strain: string, gradient: GradientWeights): SampleField {
  return {
    name,
    unit: 'σ',
    kind: 'vector',
    description: `non-affine displacement per unit strain of linear response, ${strain}`,
    missing: notElastic,
    async values(source) {
      const response = responses.get(source) ?? source.run(responseFieldsTask, { pinned: [] });
      responses.set(source, response);
      return alongGradient(await response, gradient);
    },
  };
}

/** What a sample may have beside the fields of its modes, reports of its analyses and columns of its file. */
export const SAMPLE_FIELDS: readonly SampleField[] = [
  {
    name: 'vibrability',
    unit: 'σ²/ε',
    kind: 'scalar',
    description: 'Ψ',
    missing: noVibrability,
    values: ({ sample }) => sample.fields.vibrability ?? new Float64Array(),
  },
  {
    name: 'psi6',
    unit: null,
    kind: 'scalar',
    description: '|ψ_6| of the Voronoi neighbours',
    missing: () => null,
    values: ({ run }) => run(bondOrderTask, null),
  },
  membership('core', '1 where Ψ is above the threshold of the core, else 0', ({ sample }) => sample.report.core.ids),
  membership(
    'coreCluster',
    '1 in the connected part of the core that holds the largest Ψ',
    ({ sample }) => sample.report.core.clusterIds,
  ),
  membership(
    'keyCore',
    '1 where Ψ is above the threshold of the key core',
    ({ sample }) => sample.report.keyCore.allIds,
  ),
  membership('string', '1 in the key-core string', ({ sample }) => sample.report.keyCore.stringIds),
  {
    name: 'square',
    unit: null,
    kind: 'scalar',
    description: '1 to 4 at the corners of the key-core square, in cyclic order, else 0',
    missing: ({ sample: { report } }) =>
      report.keyCore.squareIds === null ? (report.keyCore.reason ?? 'there is no key-core square') : null,
    values({ sample: { configuration, report } }) {
      const values = new Float64Array(configuration.ids.length);
      indicesOf(configuration.ids, report.keyCore.squareIds ?? []).forEach((index, at) => (values[index] = at + 1));
      return values;
    },
  },
  {
    name: 'loose',
    unit: null,
    kind: 'scalar',
    description: '1 for particles that are held by nothing, else 0',
    missing: () => null,
    values: (source) => members(source, source.sample.report.loose?.ids ?? []),
  },
  nonAffine('nonAffineShear', 'simple shear F = 1 + γ x̂ŷ', [0, 1, 0, 0]),
  nonAffine('nonAffineShearBack', 'simple shear the other way, F = 1 − γ x̂ŷ', [0, -1, 0, 0]),
  nonAffine('nonAffineTension', 'tension E = diag(1, −1)', [1, 0, 0, -1]),
  nonAffine('nonAffineCompression', 'compression E = diag(−1, 1)', [-1, 0, 0, 1]),
];
