import type { AnalysisSample } from '../../native-workers/analysis/description/analysis.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import type { FieldArray } from '../project/array-blob.ts';
import type { Project } from '../project/project.ts';
import type { SampleResult } from '../project/sample-result.ts';
import type { SampleFacts } from './sample-library.ts';
import type { ComputedModes } from './computed-modes.ts';

/** A configuration for an analysis that takes it as it is. */
export function unanalysedSample(
  configuration: Configuration,
  model: ModelReference,
  source: string,
  relax = false,
): AnalysisSample {
  const missing = () => {
    throw new TypeError('this sample has not been analysed');
  };
  return {
    configuration,
    model,
    source,
    relax,
    report: missing,
    modes: 0,
    displacement: missing,
    vibrability: missing,
  };
}

/** A result in memory as an analysis takes it; `source`: what its provenance says. */
export function analysisSampleOf(
  { configuration, fields, report }: Pick<SampleResult, 'configuration' | 'fields' | 'report'>,
  source: string,
): AnalysisSample {
  const size = 2 * configuration.ids.length;
  return {
    configuration: { ...configuration, positions: fields.positions },
    model: modelReferenceOf(report),
    source,
    relax: false,
    report: () => report,
    modes: fields.displacements.length / size,
    displacement: (mode) => fields.displacements.slice(mode * size, (mode + 1) * size),
    vibrability: () => fields.vibrability,
  };
}

/** Reads arrays of a stored sample; each has to be of the type that is asked for. */
export function arrayReader(project: Project, number: number) {
  return <Kind extends FieldArray>(name: string, kind: new (length: number) => Kind): Kind => {
    const { data } = project.readField(number, name);
    if (data instanceof kind) return data;
    throw new Error(`the field '${name}' of sample ${number} is of another type`);
  };
}

/** A sample of an open project as an analysis takes it: of its arrays only those are read that it asks for. */
export function storedAnalysisSample(
  project: Project,
  { numbers, box, report, storedModes, hasVibrability }: SampleFacts,
  computed: ComputedModes,
): AnalysisSample {
  const { number, particles, contentHash } = numbers;
  const array = arrayReader(project, number);
  return {
    configuration: {
      ids: array('ids', Int32Array),
      species: array('species', Uint8Array),
      positions: array('positions', Float64Array),
      box,
    },
    model: modelReferenceOf(report),
    source: report.provenance.source,
    relax: false,
    report: () => report,
    modes: Math.max(storedModes, computed.count(contentHash, particles)),
    displacement: (mode) =>
      (mode < storedModes ? null : computed.displacement(contentHash, particles, mode)) ??
      array(`u:${mode}`, Float64Array),
    vibrability: () => (hasVibrability ? array('vibrability', Float64Array) : null),
  };
}
