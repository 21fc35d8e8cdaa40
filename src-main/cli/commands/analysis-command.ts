import { z } from 'zod';
import type { Analysis } from '../../../native-workers/analysis/description/analysis.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { analysisOptionsSchema, readingOptionsSchema } from '../../import/analysis-options.ts';
import { isProjectPath, refuseNumber, sampleNumberOf } from '../../import/one-sample.ts';
import { analysisSampleOf } from '../../library/analysis-sample.ts';
import { outputReport, wholeReport } from '../../library/sample-reports.ts';
import { keepableReport, storedReport } from '../../project/analysis-reports.ts';
import { openProject } from '../../project/open-project.ts';
import type { StoredSample } from '../../project/samples.ts';
import { analysisOfFile } from '../analysis-of-file.ts';
import { type AnalysisRun, type CommonOptions, commonSchema, computed, type Outcome } from '../analysis-run.ts';
import { calculate } from '../calculation.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { keepOrReport } from '../keep-in-project.ts';
import { patienceOf, waitOption } from '../lease-wait.ts';
import { formatsParagraph, readingExamples } from '../reading-help.ts';
import { openForWriting } from '../sample-store.ts';

/** Recalls what the project has of the same settings; else computes it, and keeps it where that is wanted. */
async function analysisOfStored(
  path: string,
  word: string | undefined,
  { output, keep }: CommonOptions,
  run: AnalysisRun,
): Promise<Outcome> {
  const { analysis, settings } = run;
  const { progress, terminal } = run.calculation;
  const number = sampleNumberOf(path, word);
  if (output !== undefined)
    throw new BadInput('is for files: the report on a sample of a project is kept in that project', { field: '-o' });
  const source = `${path}, sample ${number}`;
  let sample: StoredSample;
  {
    using project = await openProject(path, { mode: 'read' });
    sample = project.readSample(number);
    const known = analysis.policy === 'kept' ? storedReport(project, analysis, number, settings) : null;
    if (known !== null) return { report: wholeReport(analysis, known), source, code: EXIT.done };
  }
  const made = await computed(run, analysisSampleOf(sample, source));
  if (keep)
    await keepOrReport(analysis.kept, progress, async () => {
      // The report is there: it does not wait for being kept.
      const patience = patienceOf(path, 0, terminal, progress);
      using target = await openForWriting(path, patience, (message) => progress.note(message));
      target.keepReport(analysis, number, keepableReport(analysis, made, sample.numbers.contentHash));
    });
  return { report: wholeReport(analysis, outputReport(analysis, made)), source, code: EXIT.done };
}

/** The command of an analysis: `NAME FILE [flags]`, `NAME P.keycore SAMPLE [flags]`. */
export function commandOf(analysis: Analysis): Command {
  const { name, command } = analysis;
  const { keep = analysis.kept, relax, storesFiles = false } = command;
  const options = z.strictObject({
    ...(storesFiles ? analysisOptionsSchema.shape : {}),
    ...command.flags,
    ...(storesFiles ? {} : readingOptionsSchema.shape),
    ...(relax === undefined ? {} : { relax: z.boolean().default(true).meta({ description: relax }) }),
    ...(analysis.policy === 'kept'
      ? {
          keep: z
            .boolean()
            .default(true)
            .meta({ description: `do not keep ${keep} in the project that the sample is of` }),
        }
      : {}),
    json: jsonOption,
    ...(storesFiles
      ? {
          output: z.string().optional().meta({
            description: 'store a file’s sample and the report in a project, made or added to',
            placeholder: 'P.keycore',
            short: 'o',
          }),
          wait: waitOption,
        }
      : {}),
  });
  const own = z.object(command.flags);
  return defineCommand({
    name,
    summary: command.summary,
    details: [...command.details, formatsParagraph()],
    examples: [...command.examples, ...readingExamples(name, options)],
    arguments: {
      '<file>': 'configuration file (- is standard input), or project (.keycore)',
      '[sample]': 'number of the sample in a project',
    },
    options,
    output: [{ title: `JSON of ${name}`, schema: analysis.report }],
    run: async ([path, sample], given, terminal) => {
      const flags = own.parse(given);
      const common = commonSchema.strip().parse(given);
      const settings = command.settingsOf(flags);
      checkJsonTarget(common.json);
      analysis.check?.(settings);
      if (!isProjectPath(path)) refuseNumber(path, sample);
      return calculate(terminal, async (calculation) => {
        const run = { analysis, settings, isConfirmed: command.isConfirmed?.(flags) ?? false, calculation };
        const { report, source, code } = isProjectPath(path)
          ? await analysisOfStored(path, sample, common, run)
          : await analysisOfFile(path, common, run);
        await giveReport(common.json, report, () => analysis.text(report, source), terminal);
        return code;
      });
    },
  });
}
