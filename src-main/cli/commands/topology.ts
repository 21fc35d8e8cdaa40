import { z } from 'zod';
import { analysisSettingsSchema } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { topologyReportSchema } from '../../../native-workers/analyses/topology/topology-report.ts';
import { topologySettingsSchema } from '../../../native-workers/analyses/topology/topology-settings.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { topologyTask } from '../../../native-workers/tasks/topology.contract.ts';
import { analysedSample } from '../../import/analysed-sample.ts';
import { inputOptions, readingOptionsSchema } from '../../import/analysis-options.ts';
import { keyCorePlace } from '../../import/key-core-place.ts';
import { calculate, valueOf } from '../calculation.ts';
import type { Calculation } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { SAMPLE_WORDS } from '../sample-words.ts';
import { topologyText } from '../topology-summary.ts';

const settings = topologySettingsSchema.shape;

const optionsSchema = z.strictObject({
  mode: z.int().min(0).max(9999).default(0).meta({ description: 'number of the mode, 0 the lowest', placeholder: 'k' }),
  field: settings.field.meta({ placeholder: 'name' }),
  spacing: settings.spacing.meta({ placeholder: 'σ' }),
  smoothing: settings.smoothing.meta({ placeholder: 'σ' }),
  triangleSmoothing: z.number().min(0).max(20).optional().meta({
    description: 'the same at the corners of the triangles, 0 for none; else 1 for uL and 0 for the others',
    placeholder: 'σ',
  }),
  ...readingOptionsSchema.shape,
  json: jsonOption,
});

type Options = z.output<typeof optionsSchema>;

async function run(
  [path, sample]: string[],
  options: Options,
  { terminal, pool, progress }: Calculation,
): Promise<void> {
  const { mode, field, spacing, smoothing, triangleSmoothing = null, json } = options;
  checkJsonTarget(json);
  const watch = {
    signal: terminal.signal,
    onProgress: ({ stage }: { stage: string }): void => progress.update(`${path}: ${stage}`, null),
  };
  const input = await analysedSample(path, sample, {
    reading: inputOptions(options),
    settings: analysisSettingsSchema.parse({ modes: mode + 1 }),
    ...{ pool, watch },
  });
  for (const note of input.notes) progress.note(`${input.source}: ${note}`);
  const { configuration, report, displacements, source } = input;
  const size = 2 * configuration.ids.length;
  const kept = displacements.length / size;
  if (mode >= kept)
    throw new BadInput(
      kept === 0
        ? 'no displacements are stored of this sample'
        : `expected 0 to ${kept - 1}: displacements of that many modes are there, got ${mode}`,
      { field: '--mode' },
    );
  const outcome = await pool.run(
    topologyTask,
    {
      ...{ box: configuration.box, positions: configuration.positions },
      displacement: displacements.slice(mode * size, (mode + 1) * size),
      settings: { field, spacing, smoothing, triangleSmoothing },
      keyCore: keyCorePlace(report, configuration.ids, report.vibrability.values),
    },
    watch,
  );
  const charges = valueOf({ progress }, source, outcome);
  const found = topologyReportSchema.parse({ mode, omega: report.modes[mode].omega, field, ...charges });
  await giveReport(json, found, () => topologyText(source, found), terminal);
}

export const topologyCommand = defineCommand({
  name: 'topology',
  summary: 'Topological charges of a mode, and how far the nearest −1 is from the key core',
  details: [
    'The winding number of the direction of u, u_T or u_L, counter-clockwise: round the plaquettes of a regular grid, on which the field is averaged with weights exp(−d²/2s²), and round the Delaunay triangles. A +1 is a vortex (or source or sink), a −1 a saddle, as in the middle of a four-leaf pattern. On the periodic box the charges sum to exactly 0.',
    'A file is analysed first; of a sample of a project the stored modes can be looked at.',
  ],
  examples: [
    ['topology glass.keycore 1', 'Charges of the lowest mode'],
    ['topology glass.keycore 1 --mode 3 --field uT --json -', 'Those of the transverse part of mode 3, as JSON'],
    ['topology glass.dump --model 2dipl --field uL --triangle-smoothing 2', 'Smoother at the triangles'],
  ],
  arguments: SAMPLE_WORDS,
  options: optionsSchema,
  output: [{ title: 'JSON of topology', schema: topologyReportSchema }],
  run: async (words, options, terminal) => calculate(terminal, (calculation) => run(words, options, calculation)),
});
