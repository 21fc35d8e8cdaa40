import {
  type Backbone,
  backboneWithout,
  configurationOfBackbone,
  scalarsOfBackbone,
  vectorsOfBackbone,
} from '../../native-workers/analysis/backbone/backbone.ts';
import type { AnalysisSample } from '../../native-workers/analysis/description/analysis.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { indicesOf } from '../../native-workers/configuration/indices-of-ids.ts';
import type { Report } from '../../native-workers/analysis/report/report.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import type { FieldArray } from '../project/array-blob.ts';
import type { Project } from '../project/project.ts';
import type { SampleResult } from '../project/sample-result.ts';
import { DIAMETERS_FIELD, sizesOf } from '../project/stored-sizes.ts';
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
    whole: configuration,
    backbone: null,
    notRigid: null,
    model,
    source,
    relax,
    report: missing,
    modes: 0,
    displacement: missing,
    vibrability: missing,
  };
}

/** The particles that a report is about, where it leaves some out: by its loose ones. Null for all. */
export function backboneOf({ loose }: Pick<Report, 'loose'>, ids: Int32Array): Backbone | null {
  return loose?.leftOut === true ? backboneWithout(ids.length, indicesOf(ids, loose.ids)) : null;
}

/** What of a sample is analysed, given what there is of all particles. */
function analysedPart(
  whole: Configuration,
  report: Report,
  { displacement, vibrability }: Pick<AnalysisSample, 'displacement' | 'vibrability'>,
): Pick<AnalysisSample, 'configuration' | 'whole' | 'backbone' | 'notRigid' | 'displacement' | 'vibrability'> {
  const backbone = backboneOf(report, whole.ids);
  const notRigid = report.loose?.reason ?? null;
  if (backbone === null) return { configuration: whole, whole, backbone, notRigid, displacement, vibrability };
  return {
    configuration: configurationOfBackbone(backbone, whole),
    whole,
    backbone,
    notRigid,
    displacement: (mode) => vectorsOfBackbone(backbone, displacement(mode)),
    vibrability: () => {
      const values = vibrability();
      return values === null ? null : scalarsOfBackbone(backbone, values);
    },
  };
}

/** A result in memory as an analysis takes it; `source`: what its provenance says. */
export function analysisSampleOf(
  { configuration, fields, report }: Pick<SampleResult, 'configuration' | 'fields' | 'report'>,
  source: string,
): AnalysisSample {
  const size = 2 * configuration.ids.length;
  return {
    ...analysedPart({ ...configuration, positions: fields.positions }, report, {
      displacement: (mode) => fields.displacements.slice(mode * size, (mode + 1) * size),
      vibrability: () => fields.vibrability,
    }),
    model: modelReferenceOf(report),
    source,
    relax: false,
    report: () => report,
    modes: fields.displacements.length / size,
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
  { numbers, analysedHash, box, report, storedModes, hasVibrability }: SampleFacts,
  computed: ComputedModes,
): AnalysisSample {
  const { number, particles } = numbers;
  const array = arrayReader(project, number);
  const whole: Configuration = {
    ids: array('ids', Int32Array),
    species: array('species', Uint8Array),
    positions: array('positions', Float64Array),
    box,
    ...sizesOf(report, () => array(DIAMETERS_FIELD, Float64Array)),
  };
  return {
    ...analysedPart(whole, report, {
      displacement: (mode) =>
        (mode < storedModes ? null : computed.displacement(analysedHash, particles, mode)) ??
        array(`u:${mode}`, Float64Array),
      vibrability: () => (hasVibrability ? array('vibrability', Float64Array) : null),
    }),
    model: modelReferenceOf(report),
    source: report.provenance.source,
    relax: false,
    report: () => report,
    modes: Math.max(storedModes, computed.count(analysedHash, particles)),
  };
}
