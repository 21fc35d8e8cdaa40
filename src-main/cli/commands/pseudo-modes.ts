import { z } from 'zod';
import { pseudoModesReportSchema } from '../../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { pseudoModesSettingsSchema } from '../../../native-workers/analyses/pseudo-modes/pseudo-modes-settings.ts';
import { pseudoModesTask } from '../../../native-workers/tasks/pseudo-modes.contract.ts';
import { inputOptions, readingOptionsSchema } from '../../import/analysis-options.ts';
import { oneSample } from '../../import/one-sample.ts';
import { calculate, valueOf } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { keepInProject, keepOption } from '../keep-in-project.ts';
import { pseudoModesText } from '../pseudo-modes-summary.ts';
import { SAMPLE_WORDS } from '../sample-words.ts';

const settings = pseudoModesSettingsSchema.shape;

const optionsSchema = z.strictObject({
  count: settings.count.meta({ placeholder: 'n' }),
  starts: z.int().min(0).max(20_000).optional().meta({
    description: 'bonds to start from, the softest ones; 4 for each mode wanted otherwise',
    placeholder: 'n',
  }),
  lowModes: settings.lowModes.meta({ placeholder: 'n' }),
  spacing: settings.spacing.meta({ placeholder: 'd' }),
  overlap: settings.overlap.meta({ placeholder: 'o' }),
  tolerance: settings.tolerance.meta({ placeholder: 'r' }),
  maxIterations: settings.maxIterations.meta({ placeholder: 'n' }),
  ...readingOptionsSchema.shape,
  relax: z.boolean().default(true).meta({ description: 'take a file as it stands' }),
  keep: keepOption('the modes'),
  json: jsonOption,
});

export const pseudoModesCommand = defineCommand({
  name: 'pseudo-modes',
  summary: 'Find soft defects that phonons hide: pseudo-harmonic modes',
  details: [
    'Minimises C(z) = (zᵀHz)²/Σ_pairs |z_ij|⁴ (Richard et al., PRL 126, 015501 (2021)) from the responses to force dipoles on the softest bonds and from the lowest modes. A minimum is localised, also where the lowest mode of the Hessian is a plane wave. Results that overlap by --overlap or more count as one; the --count of lowest κ = zᵀHz/zᵀMz are given. Nothing proves that none was missed: more --starts find more.',
    'A file is relaxed first; a sample of a project is taken as it is stored, and its modes are kept there.',
  ],
  examples: [
    ['pseudo-modes glass.dump --model 2dipl', 'The 20 softest, as a table'],
    ['pseudo-modes glass.keycore 1', 'Those of sample 1, which the project then keeps'],
    ['pseudo-modes glass.keycore 1 --count 200 --json modes.json', 'As many as 800 starts find'],
  ],
  arguments: SAMPLE_WORDS,
  options: optionsSchema,
  output: [{ title: 'JSON of pseudo-modes', schema: pseudoModesReportSchema }],
  async run([path, sample], { json, relax, keep, model, types, frame, format, box, starts, ...given }, terminal) {
    checkJsonTarget(json);
    const input = await oneSample(path, sample, inputOptions({ model, types, frame, format, box }), terminal.signal);
    const { configuration, source, stored } = input;
    return calculate(terminal, async ({ pool, progress }) => {
      for (const note of input.notes) progress.note(`${source}: ${note}`);
      const outcome = await pool.run(
        pseudoModesTask,
        {
          ...{ configuration, model: input.model, relax: relax && !stored, source },
          settings: { ...given, starts: starts ?? null },
        },
        {
          signal: terminal.signal,
          onProgress: ({ stage, done, total }) =>
            progress.update(`${source}: ${stage}`, total > 0 ? done / total : null),
        },
      );
      const { report, fields } = valueOf({ progress }, source, outcome);
      if (keep && stored)
        await keepInProject(path, 'the search for pseudo-harmonic modes', progress, (project) =>
          project.keepPseudoModes(Number(sample), report, fields),
        );
      await giveReport(json, report, () => pseudoModesText(report), terminal);
    });
  },
});
