import { z } from 'zod';
import type { Analysis, AnalysisSample } from '../../../native-workers/analysis/description/analysis.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { analysisTask } from '../../../native-workers/tasks/analysis.contract.ts';
import { analysisOptionsSchema, readingOptionsSchema } from '../../import/analysis-options.ts';
import { isProjectPath, refuseNumber, sampleNumberOf } from '../../import/one-sample.ts';
import { shareDone, type TaskWatch } from '../../jobs/progress-and-cancel.ts';
import { analysisSampleOf } from '../../library/analysis-sample.ts';
import { outputReport, wholeReport } from '../../library/sample-reports.ts';
import { keepableReport, keepReport, storedReport } from '../../project/analysis-reports.ts';
import { openProject } from '../../project/open-project.ts';
import { calculate, type Calculation, valueOf } from '../calculation.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { FileSample } from '../file-sample.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { keepInProject, keepOption, keepOrReport } from '../keep-in-project.ts';
import { SAMPLE_WORDS } from '../sample-words.ts';

/** Flags that every analysis may have beside its own and those about reading. */
const commonSchema = z.strictObject({
  ...analysisOptionsSchema.partial().shape,
  relax: z.boolean().default(true),
  keep: z.boolean().default(false),
  json: jsonOption,
  output: z.string().optional(),
});

type CommonOptions = z.output<typeof commonSchema>;

/** What was made, or found in the project, and the exit code: not 0 where it could not be stored as the user has asked. */
interface Outcome {
  report: unknown;
  source: string;
  code: ExitCode;
}

/** One run of a command. */
class AnalysisRun {
  readonly #analysis: Analysis;
  readonly #settings: unknown;
  readonly #isConfirmed: boolean;
  readonly #calculation: Calculation;

  constructor(analysis: Analysis, settings: unknown, isConfirmed: boolean, calculation: Calculation) {
    this.#analysis = analysis;
    this.#settings = settings;
    this.#isConfirmed = isConfirmed;
    this.#calculation = calculation;
  }

  watch(source: string): TaskWatch & { signal: AbortSignal } {
    const { terminal, progress } = this.#calculation;
    return {
      signal: terminal.signal,
      onProgress: (told) => {
        const stage = told.stage === '' ? this.#analysis.name : told.stage;
        progress.update(`${source}: ${stage}`, shareDone(this.#analysis, told));
      },
    };
  }

  async #computed(sample: AnalysisSample) {
    const analysis = this.#analysis;
    const request = { analysis: analysis.name, input: analysis.inputOf(sample, this.#settings, this.#isConfirmed) };
    return valueOf(
      this.#calculation,
      sample.source,
      await this.#calculation.pool.run(analysisTask, request, this.watch(sample.source)),
    );
  }

  /** Recalls what the project has of the same settings; else computes it, and keeps it where that is wanted. */
  async ofProject(path: string, word: string | undefined, { output, keep }: CommonOptions): Promise<Outcome> {
    const analysis = this.#analysis;
    const number = sampleNumberOf(path, word);
    if (output !== undefined)
      throw new BadInput('is for files: the report on a sample of a project is kept in that project', { field: '-o' });
    const source = `${path}, sample ${number}`;
    const project = await openProject(path, { mode: 'read' });
    let stored: AnalysisSample;
    let contentHash: string;
    try {
      const sample = project.readSample(number);
      contentHash = sample.numbers.contentHash;
      stored = analysisSampleOf(sample, source);
      const known = analysis.policy === 'kept' ? storedReport(project, analysis, number, this.#settings) : null;
      if (known !== null) return { report: wholeReport(analysis, known), source, code: EXIT.done };
    } finally {
      project.close();
    }
    const made = await this.#computed(stored);
    if (keep)
      await keepInProject(path, analysis.kept, this.#calculation.progress, (target) =>
        keepReport(target, number, keepableReport(analysis, made, contentHash)),
      );
    return { report: wholeReport(analysis, outputReport(analysis, made)), source, code: EXIT.done };
  }

  async ofFile(path: string, options: CommonOptions): Promise<Outcome> {
    const analysis = this.#analysis;
    const { progress } = this.#calculation;
    const file = await FileSample.open(path, options, analysis, this.#settings, this.#calculation);
    try {
      const sample = await file.sample((source) => this.watch(source));
      const { source } = sample;
      const known = file.recalled(analysis, this.#settings);
      if (known !== null) return { report: wholeReport(analysis, known), source, code: EXIT.done };
      const made = await this.#computed(sample);
      const report = wholeReport(analysis, outputReport(analysis, made));
      if (!file.isStored) return { report, source, code: EXIT.done };
      const number = await keepOrReport(`${source}: ${analysis.kept}`, progress, async () =>
        file.keep((contentHash) => keepableReport(analysis, made, contentHash)),
      );
      if (number !== null) progress.note(`${source}: stored as sample ${number}`);
      return { report, source, code: number === null ? EXIT.internal : EXIT.done };
    } finally {
      file.close();
    }
  }
}

/** The command of an analysis: `NAME FILE [flags]`, `NAME P.keycore SAMPLE [flags]`. */
export function commandOf(analysis: Analysis): Command {
  const { name, command } = analysis;
  const { keep, relax, storesFiles = false } = command;
  const options = z.strictObject({
    ...(storesFiles ? analysisOptionsSchema.shape : {}),
    ...command.flags,
    ...(storesFiles ? {} : readingOptionsSchema.shape),
    ...(relax === undefined ? {} : { relax: z.boolean().default(true).meta({ description: relax }) }),
    ...(keep === undefined ? {} : { keep: keepOption(keep) }),
    json: jsonOption,
    ...(storesFiles
      ? {
          output: z.string().optional().meta({
            description: 'store a file’s sample and the report in a project, made or added to',
            placeholder: 'P.keycore',
            short: 'o',
          }),
        }
      : {}),
  });
  const own = z.object(command.flags);
  return defineCommand({
    name,
    summary: command.summary,
    details: command.details,
    examples: command.examples,
    arguments: SAMPLE_WORDS,
    options,
    output: [{ title: `JSON of ${name}`, schema: analysis.report }],
    run: async ([path, sample], given, terminal) => {
      const flags = own.parse(given);
      const common = commonSchema.strip().parse(given);
      const settings = command.settingsOf(flags);
      checkJsonTarget(common.json);
      analysis.check?.(settings);
      if (!isProjectPath(path)) refuseNumber(path, sample);
      let code: ExitCode = EXIT.done;
      const ended = await calculate(terminal, async (calculation) => {
        const run = new AnalysisRun(analysis, settings, command.isConfirmed?.(flags) ?? false, calculation);
        const outcome = isProjectPath(path)
          ? await run.ofProject(path, sample, common)
          : await run.ofFile(path, common);
        code = outcome.code;
        await giveReport(common.json, outcome.report, () => analysis.text(outcome.report, outcome.source), terminal);
      });
      return ended === EXIT.done ? code : ended;
    },
  });
}
