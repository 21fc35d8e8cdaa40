import { z } from 'zod';
import { analysisSettingsSchema } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { spectrumReportSchema } from '../../../native-workers/analyses/spectrum/spectrum-report.ts';
import { spectrumSettingsSchema } from '../../../native-workers/analyses/spectrum/spectrum-settings.ts';
import { checkWindow } from '../../../native-workers/analyses/spectrum/window-estimate.ts';
import { spectrumTask } from '../../../native-workers/tasks/spectrum.contract.ts';
import { analysedSample, indicesOf } from '../../import/analysed-sample.ts';
import { inputOptions, readingOptionsSchema } from '../../import/analysis-options.ts';
import { isProjectPath } from '../../import/one-sample.ts';
import type { TaskWatch } from '../../jobs/task-pool.ts';
import { calculate, valueOf } from '../calculation.ts';
import type { Calculation } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { keepInProject, keepOption } from '../keep-in-project.ts';
import { SAMPLE_WORDS } from '../sample-words.ts';
import { spectrumText } from '../spectrum-summary.ts';

const settings = spectrumSettingsSchema.shape;

const optionsSchema = z.strictObject({
  bins: settings.bins.meta({ placeholder: 'n' }),
  maximum: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'upper end of D(ω); else the end of the spectrum', placeholder: 'ω' }),
  window: z
    .tuple([z.number(), z.number()])
    .default([0.4, 1.2])
    .meta({ description: 'window whose modes are all computed, for the maps D_i^T(ω)/ω', placeholder: 'ω,ω' }),
  map: z.boolean().default(true).meta({ description: 'D(ω) alone, no mode of the window' }),
  windowBins: settings.windowBins.meta({ placeholder: 'n' }),
  yes: z
    .boolean()
    .default(false)
    .meta({ description: 'compute a window of more than 2000 modes, however long it takes' }),
  ...readingOptionsSchema.shape,
  keep: keepOption('spectrum and map'),
  json: jsonOption,
});

type Options = z.output<typeof optionsSchema>;

async function run(
  [path, sample]: string[],
  options: Options,
  { terminal, pool, progress }: Calculation,
): Promise<void> {
  const {
    bins,
    maximum = null,
    window: [lower, upper],
    map,
    windowBins,
    yes,
    json,
  } = options;
  const window = map ? { lower, upper } : null;
  checkJsonTarget(json);
  if (window !== null) checkWindow(window);
  const watch = (what: string): TaskWatch & { signal: AbortSignal } => ({
    signal: terminal.signal,
    onProgress: ({ stage, share }) =>
      progress.update(`${what}: ${share > 0 ? 'spectrum' : stage}`, share > 0 ? share : null),
  });
  const input = await analysedSample(path, sample, {
    reading: inputOptions(options),
    settings: analysisSettingsSchema.parse({ modes: 1 }),
    pool,
    watch: watch(path),
  });
  for (const note of input.notes) progress.note(`${input.source}: ${note}`);
  const { configuration, model, report: analysis, source } = input;
  const outcome = await pool.run(
    spectrumTask,
    {
      ...{ configuration, model, settings: { bins, maximum, window, windowBins }, source, confirmed: yes },
      keyCore: indicesOf(configuration.ids, analysis.keyCore.stringIds),
    },
    watch(source),
  );
  const { report, map: values } = valueOf({ progress }, source, outcome);
  if (options.keep && isProjectPath(path))
    await keepInProject(path, 'the spectrum', progress, (project) =>
      project.keepSpectrum(Number(sample), report, values),
    );
  await giveReport(json, report, () => spectrumText(report), terminal);
}

export const spectrumCommand = defineCommand({
  name: 'spectrum',
  summary: 'Density of vibrational states, its Debye level, and the maps D_i^T(ω)/ω',
  details: [
    'D(ω) and D(ω)/ω are histograms of exact mode counts: the inertia of H − ω²M at the edges of the bins, one factorisation each and no eigenvector. Beside them stands the level that the sound waves of the moduli give in two dimensions.',
    'All modes of the window are computed, slice by slice, and proven complete by the inertia; every mode is split into its transverse and longitudinal part. Their sums give D_T(ω), D_L(ω) and for every particle D_i^T(ω)/ω, the reduced transverse density of states. More than 2000 modes are computed only with --yes: without, the message says how many there are and how long it would take.',
    'A file is analysed first (relaxed to max|F| ≤ 1e-11); a sample of a project is taken as it is stored, and its spectrum and map are kept in the project.',
  ],
  examples: [
    ['spectrum glass.keycore 1', 'D(ω) in 100 bins, and the window ω = 0.4 to 1.2'],
    ['spectrum glass.dump --model 2dipl --no-map --bins 40 --json -', 'D(ω) alone, as JSON'],
    ['spectrum glass.keycore 1 --window 0,4 --yes --json low.json', 'A wide window, however long it takes'],
  ],
  arguments: SAMPLE_WORDS,
  options: optionsSchema,
  output: [{ title: 'JSON of spectrum', schema: spectrumReportSchema }],
  run: async (words, options, terminal) => calculate(terminal, (calculation) => run(words, options, calculation)),
});
