import { z } from 'zod';
import { pseudoModesReportSchema } from '../../../native-workers/analysis/pseudo-modes-report.ts';
import { pseudoModesSettingsSchema } from '../../../native-workers/analysis/pseudo-modes-settings.ts';
import { pseudoModesTask } from '../../../native-workers/tasks/pseudo-modes.contract.ts';
import { analysisOptionsSchema } from '../../import/analysis-options.ts';
import { Cancelled } from '../../import/cancelled.ts';
import { oneSample } from '../../import/one-sample.ts';
import { TaskPool } from '../../jobs/task-pool.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { checkJsonTarget, isStandardOutput, writeJson } from '../json-output.ts';
import { ProgressLine } from '../progress-line.ts';
import { pseudoModesText } from '../pseudo-modes-summary.ts';
import { openForWriting } from '../sample-store.ts';

const settings = pseudoModesSettingsSchema.shape;
const reading = analysisOptionsSchema.pick({ model: true, types: true, frame: true, format: true, box: true }).shape;

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
  ...reading,
  relax: z.boolean().default(true).meta({ description: 'take a file as it stands' }),
  keep: z.boolean().default(true).meta({ description: 'do not keep the modes in the project that the sample is of' }),
  json: z
    .string()
    .optional()
    .meta({ description: 'write the report as JSON to a file, or - for standard output', placeholder: 'file|-' }),
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
  arguments: [
    { name: 'file', description: 'configuration file, or project (.keycore)' },
    { name: 'sample', description: 'number of the sample in a project', optional: true },
  ],
  options: optionsSchema,
  output: [{ title: 'JSON of pseudo-modes', schema: pseudoModesReportSchema }],
  async run([path, sample], { json, relax, keep, model, types, frame, format, box, starts, ...given }, terminal) {
    checkJsonTarget(json);
    const boxOf = box === undefined ? undefined : { lx: box[0], ly: box[1], xy: box[2] ?? 0 };
    const input = await oneSample(path, sample, { model, types, frame, format, box: boxOf });
    const progress = new ProgressLine(terminal);
    for (const note of input.notes) progress.note(`${input.source}: ${note}`);
    const { configuration, source, stored } = input;
    // Before the work: another process may have it.
    const project = stored && keep ? await openForWriting(path) : null;
    const pool = new TaskPool(1);
    try {
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
      progress.clear();
      if (outcome.status === 'cancelled') throw new Cancelled();
      if (outcome.status === 'not-converged') {
        progress.note(`keycore: ${source}: did not converge: ${outcome.message}`);
        return EXIT.notConverged;
      }
      const { report, fields } = outcome.value;
      project?.keepPseudoModes(Number(sample), report, fields);
      if (json !== undefined) await writeJson(json, report, terminal);
      if (!isStandardOutput(json)) terminal.out(pseudoModesText(report));
      return EXIT.done;
    } finally {
      await pool.close();
      project?.close();
    }
  },
});
