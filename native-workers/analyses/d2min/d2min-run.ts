import type { AnalysisOutcome, AnalysisTools, SampleInput } from '../../analysis/description/analysis.ts';
import { configurationHash } from '../../configuration/configuration-hash.ts';
import { indicesOf } from '../../configuration/indices-of-ids.ts';
import { modelOf } from '../../models/model-of.ts';
import { BadInput } from '../../text/bad-input.ts';
import { reportedExtreme, reportedMaker, reportedModel, reportedSample } from '../../analysis/report/reported-parts.ts';
import { finiteStrain } from '../strain/strain-run.ts';
import { generatorOf } from '../strain/generator.ts';
import { halfWidth } from '../structure/close-pairs.ts';
import { strainSettingsSchema } from '../strain/strain-settings.ts';
import type { D2minReport } from './d2min-report.ts';
import type { D2minSettings } from './d2min-settings.ts';
import { localDeformation } from './local-deformation.ts';

/** At a minimum of its energy. */
interface D2minTaskInput extends SampleInput<D2minSettings> {
  /** Ids of the key-core string; empty where there is none. */
  keyCoreIds: number[];
}

function keyCoreOf(d2min: Float64Array, ids: Int32Array, keyCoreIds: readonly number[], mean: number) {
  if (keyCoreIds.length === 0) return null;
  const own = indicesOf(ids, keyCoreIds).reduce((sum, index) => sum + d2min[index], 0) / keyCoreIds.length;
  return { ids: [...keyCoreIds], mean: own, ratio: mean > 0 ? own / mean : null };
}

/** Strains the sample, and compares it with itself before. */
export function run(input: D2minTaskInput, { control }: AnalysisTools): AnalysisOutcome<D2minReport> {
  const begun = performance.now();
  const { configuration, settings, source, keyCoreIds } = input;
  const { radius, ...loading } = settings;
  const model = modelOf(input.model);
  const most = halfWidth(configuration.box);
  if (radius > most)
    throw new BadInput(
      `a radius of ${radius} σ is too large for this box: at most ${most.toFixed(3)} σ, half its width`,
      {
        field: 'radius',
      },
    );
  const strained = finiteStrain(
    {
      configuration,
      model: input.model,
      settings: strainSettingsSchema.parse({ ...loading, convergence: false }),
      relax: false,
      source,
    },
    control,
  );
  // Just behind the event where one was looked for, else at the strain that was asked for, whatever happened on the way.
  const { positions, end: displacements } = strained.fields;
  const { events, end } = strained.report;
  const { strain } = end;
  const { box, ids } = configuration;
  const generator = generatorOf(settings.protocol, settings.angle);
  const { d2min, shear, dilation, neighbours } = localDeformation(
    box,
    positions,
    displacements,
    generator,
    strain,
    radius,
  );
  const overall = reportedExtreme(d2min, ids);
  const report: D2minReport = {
    sample: reportedSample(ids.length, box, model),
    strain,
    events: events.map(({ after, energyDrop, moved }) => ({ strain: after.strain, energyDrop, moved: moved.ids })),
    neighbours: {
      mean: neighbours.reduce((sum, count) => sum + count, 0) / neighbours.length,
      min: neighbours.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY),
    },
    d2min: overall,
    localShear: reportedExtreme(shear, ids),
    keyCore: keyCoreOf(d2min, ids, keyCoreIds, overall.mean),
    settings,
    provenance: {
      ...reportedMaker(),
      ...reportedModel(model),
      source,
      configurationHash: configurationHash(configuration, model),
      wallSeconds: (performance.now() - begun) / 1000,
    },
  };
  return {
    report,
    arrays: [
      { name: 'd2min', kind: 'scalar', unit: 'σ²', data: d2min },
      { name: 'localShear', kind: 'scalar', unit: null, data: shear },
      { name: 'localDilation', kind: 'scalar', unit: null, data: dilation },
      { name: 'displacement', kind: 'vector', unit: 'σ', data: displacements },
    ],
  };
}
