import { z } from 'zod';
import { strainReportSchema } from '../../../native-workers/analyses/strain/strain-report.ts';
import { strainSettingsSchema } from '../../../native-workers/analyses/strain/strain-settings.ts';
import { strainTask } from '../../../native-workers/tasks/strain.contract.ts';
import { inputOptions, readingOptionsSchema } from '../../import/analysis-options.ts';
import { oneSample } from '../../import/one-sample.ts';
import { calculate, valueOf } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { keepInProject, keepOption } from '../keep-in-project.ts';
import { SAMPLE_WORDS } from '../sample-words.ts';
import { strainText } from '../strain-summary.ts';

const settings = strainSettingsSchema.shape;

const optionsSchema = z.strictObject({
  protocol: settings.protocol.meta({ placeholder: 'name' }),
  angle: settings.angle.meta({ placeholder: 'degrees' }),
  step: settings.step.meta({ placeholder: 'γ' }),
  to: settings.to.meta({ placeholder: 'γ' }),
  untilEvent: settings.untilEvent,
  maxStep: settings.maxStep.meta({ placeholder: 'γ' }),
  bracket: settings.bracket.meta({ placeholder: 'γ' }),
  energyTolerance: settings.energyTolerance.meta({ placeholder: 'ε' }),
  movedThreshold: settings.movedThreshold.meta({ placeholder: 'σ' }),
  back: settings.back,
  convergence: settings.convergence.meta({ description: 'leave out the comparison with linear response' }),
  forceTolerance: settings.forceTolerance.meta({ placeholder: 'force' }),
  maxEvaluations: settings.maxEvaluations.meta({ placeholder: 'n' }),
  ...readingOptionsSchema.shape,
  relax: z
    .boolean()
    .default(true)
    .meta({ description: 'take a file as it stands, and refuse it if it is no minimum of the energy' }),
  keep: keepOption('the strain'),
  json: jsonOption,
});

export const strainCommand = defineCommand({
  name: 'strain',
  summary: 'Strain a sample step by step, to its first plastic event if you like',
  details: [
    'Athermal quasistatic strain: box and particles follow F = exp(γE), then the energy is minimised. Reported are the stress and the largest non-affine displacement after every step, the infinitesimal response of the start, and how steps of ±1e-4 to ±1e-8 approach it. With --angle θ the sample is turned clockwise by θ before it is strained.',
    'An elastic step dissipates nothing. One that dissipates more than --energy-tolerance, or in which a particle jumps, is taken back and halved, down to --bracket: what is then not elastic is a plastic event. --until-event stops at the first, with steps that grow from --step to --max-step.',
    'A file is relaxed first; a sample of a project is taken as it is stored, and what is found is kept beside it, unless --no-keep.',
  ],
  examples: [
    ['strain glass.dump --model 2dipl', 'One step of simple shear, γ = 1e-7, beside linear response'],
    ['strain glass.keycore 1 --until-event --json event.json', 'The first plastic event of sample 1'],
    ['strain glass.keycore 1 --until-event --to -0.2 --angle 45', 'The same, sheared the other way at θ = 45°'],
    ['strain glass.keycore 1 --protocol tension --step 1e-4 --to 0.02', 'A stress–strain curve of 200 steps'],
  ],
  arguments: SAMPLE_WORDS,
  options: optionsSchema,
  output: [{ title: 'JSON of strain', schema: strainReportSchema }],
  async run([path, sample], { json, keep, relax, model, types, frame, format, box, ...given }, terminal) {
    checkJsonTarget(json);
    const input = await oneSample(path, sample, inputOptions({ model, types, frame, format, box }), terminal.signal);
    const { configuration, source, stored } = input;
    return calculate(terminal, async ({ pool, progress }) => {
      for (const note of input.notes) progress.note(`${source}: ${note}`);
      const outcome = await pool.run(
        strainTask,
        { configuration, model: input.model, settings: given, relax: relax && !stored, source },
        {
          signal: terminal.signal,
          onProgress: ({ share }) => progress.update(`${source}: strain`, share > 0 ? share : null),
        },
      );
      const { report, fields } = valueOf({ progress }, source, outcome);
      if (keep && stored)
        await keepInProject(path, 'the strain', progress, (project) =>
          project.keepStrain(Number(sample), report, fields),
        );
      await giveReport(json, report, () => strainText(report), terminal);
    });
  },
});
