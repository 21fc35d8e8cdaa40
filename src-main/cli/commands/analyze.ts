import { z } from 'zod';
import type { AnalysisSettings } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { type Report, reportSchema } from '../../../native-workers/analysis/report/report.ts';
import { reportWithVerdict } from '../../../native-workers/analysis/verdict/stored-verdict.ts';
import { analyseTask } from '../../../native-workers/tasks/analyse.contract.ts';
import { type AnalysisInput, analysisInputs, countInputs } from '../../import/analysis-input.ts';
import { addInputNotes, analysedSample, analysisJob } from '../../import/analysis-job.ts';
import { analysisOptionsSchema, inputOptions, settingsOf } from '../../import/analysis-options.ts';
import { Cancelled } from '../../jobs/cancelled-error.ts';
import { filesOnDisk, rereadable } from '../../import/files-on-disk.ts';
import { TaskPool } from '../../jobs/task-pool.ts';
import { defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { checkJsonTarget, isStandardOutput, jsonOption, writeJson } from '../json-output.ts';
import { keepOrReport } from '../keep-in-project.ts';
import { ProgressLine } from '../progress-line.ts';
import { alarms, reportsTable, reportText } from '../report-summary.ts';
import { SampleStore } from '../sample-store.ts';
import type { Terminal } from '../terminal.ts';

const optionsSchema = analysisOptionsSchema.extend({
  json: jsonOption,
  output: z
    .string()
    .optional()
    .meta({ description: 'store the samples in a project, made or added to', placeholder: 'P.keycore', short: 'o' }),
});

type Options = z.output<typeof optionsSchema>;

/** Shares the work of one run: where it speaks, runs and stores. */
class Analyses {
  readonly reports: Report[] = [];
  failed = 0;
  /** Samples that were to be stored and could not be. */
  notKept = 0;
  readonly #terminal: Terminal;
  readonly #progress: ProgressLine;
  readonly #analysis: AnalysisSettings;
  readonly #pool: TaskPool;
  readonly #store: SampleStore | null;

  constructor(terminal: Terminal, analysis: AnalysisSettings, pool: TaskPool, store: SampleStore | null) {
    this.#terminal = terminal;
    this.#progress = new ProgressLine(terminal);
    this.#analysis = analysis;
    this.#pool = pool;
    this.#store = store;
  }

  /** Analyses one configuration, or takes what the project has of it; a calculation that does not converge is noted. */
  async add(input: AnalysisInput, label: string): Promise<void> {
    const job = analysisJob(input, this.#analysis);
    const known = this.#store?.find(job) ?? null;
    if (known !== null) {
      this.#progress.note(`${input.source}: stored already as sample ${known.numbers.number}`);
      this.reports.push(reportWithVerdict(known));
      return;
    }
    for (const note of input.notes) this.#progress.note(`${input.source}: ${note}`);
    const { configuration, model, source } = input;
    const outcome = await this.#pool.run(
      analyseTask,
      { configuration, model: model.id, settings: this.#analysis, source, seed: null },
      {
        signal: this.#terminal.signal,
        onProgress: ({ stage, done, total }) =>
          this.#progress.update(`${label}${stage}`, total > 0 ? done / total : null),
      },
    );
    this.#progress.clear();
    if (outcome.status === 'cancelled') throw new Cancelled();
    if (outcome.status === 'not-converged') {
      this.#progress.note(`keycore: ${source}: did not converge: ${outcome.message}`);
      this.failed += 1;
      return;
    }
    const { report } = outcome.value;
    addInputNotes(outcome.value, input);
    for (const note of report.sample.notes.slice(input.notes.length)) this.#progress.note(`${source}: ${note}`);
    for (const alarm of alarms(report)) this.#progress.note(`${source}: ${alarm}`);
    this.reports.push(report);
    const store = this.#store;
    if (store === null) return;
    const sample = analysedSample(input, outcome.value);
    const number = await keepOrReport(`${source}: the sample`, this.#progress, () => store.store(job, sample));
    if (number === null) this.notKept += 1;
    else this.#progress.note(`${source}: stored as sample ${number}`);
  }
}

async function analyze(paths: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const { json, output } = options;
  const named = filesOnDisk(paths, terminal.signal);
  checkJsonTarget(json);
  const inputs = inputOptions(options);
  // One configuration is checked before anything is written anyway; of several, the last may be the bad one.
  const several = named.length > 1 || options.frame === 'all';
  const { files, remove } = several ? await rereadable(named, terminal.signal) : { files: named, remove: null };
  const pool = new TaskPool(1);
  let store: SampleStore | null = null;
  try {
    const count = several ? await countInputs(files, inputs, terminal.signal) : 1;
    store = output === undefined ? null : await SampleStore.open(output, (message) => terminal.err(`${message}\n`));
    const analyses = new Analyses(terminal, settingsOf(options), pool, store);
    let at = 0;
    for await (const input of analysisInputs(files, inputs)) {
      at += 1;
      await analyses.add(input, count > 1 ? `${at} of ${count}, ${input.source}: ` : `${input.source}: `);
    }
    const { reports, failed, notKept } = analyses;
    if (json !== undefined && (count > 1 || reports.length > 0))
      await writeJson(json, count > 1 ? reports : reports[0], terminal);
    if (!isStandardOutput(json) && reports.length > 0)
      terminal.out(count > 1 ? reportsTable(reports) : reportText(reports[0]));
    if (notKept > 0) return EXIT.internal;
    return failed > 0 ? EXIT.notConverged : EXIT.done;
  } finally {
    await pool.close();
    store?.close();
    await remove?.();
  }
}

export const analyzeCommand = defineCommand({
  name: 'analyze',
  summary: 'Find the modes, the vibrability and the key core of configurations',
  details: [
    'Reads LAMMPS dump (also gz) and data files, extended XYZ and CSV. Text files carry few digits, so a configuration is relaxed to max|F| ≤ 1e-11 before its Hessian is taken, unless --no-relax; how far particles moved is reported. A file far from a minimum of the energy (a liquid) is said to be so, and its negative modes are reported.',
    'The model is guessed only where exactly one fits the number of types, their shares (within 2 %) and the number density (within 2 %): two types 50:50 at 0.86 is 2dipl, 65:35 at 1.2 is 2dka, one type at 0.86 is crystal. Types are taken as species by name, else in sorted order, else by their shares.',
    'With several files, or --frame all, everything is read and checked first, so that a bad file is found before anything is written; the JSON is then an array of reports in order, otherwise it is one report. A configuration that does not converge is named on standard error and left out, and the exit code is 3.',
    'With -o every sample is stored as soon as it is done. A configuration that the project holds already, analysed with the same settings, is not analysed again. The displacements of the 20 lowest modes are stored. A project that cannot be written is refused before anything is calculated; where the disk fails later, what is calculated is given all the same, it is said what is not kept, and the exit code is 1.',
  ],
  examples: [
    ['analyze glass.dump --model 2dipl', 'A summary of the last frame on the terminal'],
    ['analyze glass.dump --model 2dipl --no-relax --modes 100 --json -', 'A report as JSON on standard output'],
    ['analyze run/*.dump --model 2dka --types 1=A,2=B -o run.keycore', 'Many files into one project'],
    ['analyze points.csv --model crystal --box 27.4,28.1', 'A CSV id,type,x,y'],
  ],
  arguments: [{ name: 'file', description: 'configuration files', many: true }],
  options: optionsSchema,
  output: [{ title: 'JSON of analyze', schema: reportSchema }],
  run: analyze,
});
