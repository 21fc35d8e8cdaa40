import { z } from 'zod';
import { analysisSettingsSchema } from '../../../native-workers/analysis/analysis-settings.ts';
import type { AnalysisSettings } from '../../../native-workers/analysis/analysis-settings.ts';
import { configurationHash } from '../../../native-workers/analysis/configuration-hash.ts';
import { reportSchema } from '../../../native-workers/analysis/report.ts';
import type { Report } from '../../../native-workers/analysis/report.ts';
import { analyseTask } from '../../../native-workers/tasks/analyse.contract.ts';
import { modelIds } from '../../../native-workers/models/registry.ts';
import { readerIds } from '../../formats/readers.ts';
import { TaskPool } from '../../jobs/task-pool.ts';
import type { JsonObject } from '../../project/configuration-json.ts';
import { analysisInputs, countInputs } from '../analysis-input.ts';
import type { AnalysisInput, InputOptions } from '../analysis-input.ts';
import { defineCommand } from '../command.ts';
import { Cancelled, EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { checkJsonTarget, isStandardOutput, writeJson } from '../json-output.ts';
import { ProgressLine } from '../progress-line.ts';
import { alarms, reportsTable, reportText } from '../report-summary.ts';
import { SampleStore } from '../sample-store.ts';
import type { Terminal } from '../terminal.ts';

/** Modes whose displacements are stored in a project. */
const KEPT_MODES = 20;

const settings = analysisSettingsSchema.shape;

const optionsSchema = z.strictObject({
  model: z
    .string()
    .optional()
    .meta({ description: `model: ${modelIds().join(', ')}; guessed only where one alone fits`, placeholder: 'id' }),
  types: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'which type of the file is which species of the model', placeholder: '1=A,2=B' }),
  frame: z
    .union([z.int().min(0), z.enum(['last', 'all'])])
    .default('last')
    .meta({ description: 'frame of each file: its number from 0, the last, or all', placeholder: 'i|last|all' }),
  format: z
    .string()
    .optional()
    .meta({
      description: `format of the files: ${readerIds().join(', ')}; told by content otherwise`,
      placeholder: 'id',
    }),
  box: z
    .tuple([z.number().positive(), z.number().positive(), z.number().optional()])
    .optional()
    .meta({ description: 'box of a file that states none (CSV, plain XYZ)', placeholder: 'lx,ly[,xy]' }),
  modes: settings.modes.meta({ placeholder: 'n' }),
  relax: settings.relax.meta({ description: 'analyse the configuration as it stands, at whatever max|F| it has' }),
  forceTolerance: settings.forceTolerance.meta({ placeholder: 'force' }),
  maxEvaluations: settings.maxEvaluations.meta({ placeholder: 'n' }),
  coreThreshold: settings.coreThreshold.meta({ placeholder: 'Ψ' }),
  keyCoreFraction: settings.keyCoreFraction.meta({ placeholder: 'f' }),
  squarePurity: settings.squarePurity.meta({ placeholder: 'q' }),
  squareSquareness: settings.squareSquareness.meta({ placeholder: 's' }),
  json: z
    .string()
    .optional()
    .meta({ description: 'write the report as JSON to a file, or - for standard output', placeholder: 'file|-' }),
  output: z
    .string()
    .optional()
    .meta({ description: 'store the samples in a project, made or added to', placeholder: 'P.keycore', short: 'o' }),
});

type Options = z.output<typeof optionsSchema>;

function inputOptions({ model, types, frame, format, box }: Options): InputOptions {
  return {
    model,
    types,
    frame,
    format,
    box: box === undefined ? undefined : { lx: box[0], ly: box[1], xy: box[2] ?? 0 },
  };
}

function settingsOf(options: Options): AnalysisSettings {
  const { modes, relax, forceTolerance, maxEvaluations } = options;
  const { coreThreshold, keyCoreFraction, squarePurity, squareSquareness } = options;
  return {
    ...{ modes, relax, forceTolerance, maxEvaluations },
    ...{ coreThreshold, keyCoreFraction, squarePurity, squareSquareness },
  };
}

/** What makes an analysis the same as another: kept with the sample, and looked for before it is done again. */
function jobConfiguration(input: AnalysisInput, analysis: AnalysisSettings): JsonObject {
  const hash = configurationHash(input.configuration, input.model);
  return { task: 'analyze', model: input.model.id, configurationHash: hash, analysis };
}

/** Shares the work of one run: where it speaks, runs and stores. */
class Analyses {
  readonly reports: Report[] = [];
  failed = 0;
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
    const job = jobConfiguration(input, this.#analysis);
    const known = this.#store?.find(job) ?? null;
    if (known !== null) {
      this.#progress.note(`${input.source}: stored already as sample ${known.numbers.number}`);
      this.reports.push(known.report);
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
    const { report, fields } = outcome.value;
    report.sample.notes = [...input.notes, ...report.sample.notes];
    for (const note of report.sample.notes.slice(input.notes.length)) this.#progress.note(`${source}: ${note}`);
    for (const alarm of alarms(report)) this.#progress.note(`${source}: ${alarm}`);
    this.reports.push(report);
    if (this.#store === null) return;
    const [lx, ly, xy] = report.sample.box;
    const kept = fields.displacements.subarray(0, 2 * report.sample.n * KEPT_MODES);
    const number = await this.#store.store(job, {
      configuration: { ...configuration, box: { lx, ly, xy } },
      frameInfo: input.frameInfo,
      report,
      fields: { ...fields, displacements: kept },
      columns: input.columns,
    });
    this.#progress.note(`${source}: stored as sample ${number}`);
  }
}

async function analyze(files: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const { json, output } = options;
  checkJsonTarget(json);
  const inputs = inputOptions(options);
  // One configuration is checked before anything is written anyway; of several, the last may be the bad one.
  const several = files.length > 1 || options.frame === 'all';
  const count = several ? await countInputs(files, inputs, terminal.signal) : 1;
  const store = output === undefined ? null : await SampleStore.open(output);
  const pool = new TaskPool(1);
  try {
    const analyses = new Analyses(terminal, settingsOf(options), pool, store);
    let at = 0;
    for await (const input of analysisInputs(files, inputs)) {
      at += 1;
      await analyses.add(input, count > 1 ? `${at} of ${count}, ${input.source}: ` : `${input.source}: `);
    }
    const { reports, failed } = analyses;
    if (json !== undefined && (count > 1 || reports.length > 0))
      await writeJson(json, count > 1 ? reports : reports[0], terminal);
    if (!isStandardOutput(json) && reports.length > 0)
      terminal.out(count > 1 ? reportsTable(reports) : reportText(reports[0]));
    return failed > 0 ? EXIT.notConverged : EXIT.done;
  } finally {
    await pool.close();
    store?.close();
  }
}

export const analyzeCommand = defineCommand({
  name: 'analyze',
  summary: 'Find the modes, the vibrability and the key core of configurations',
  details: [
    'Reads LAMMPS dump (also gz) and data files, extended XYZ and CSV. Text files carry few digits, so a configuration is relaxed to max|F| ≤ 1e-11 before its Hessian is taken, unless --no-relax; how far particles moved is reported. A file far from a minimum of the energy (a liquid) is said to be so, and its negative modes are reported.',
    'The model is guessed only where one alone fits the number of types, their shares (within 2 %) and the number density (within 2 %): two types 50:50 at 0.86 is 2dipl, 65:35 at 1.2 is 2dka, one type at 0.86 is crystal. Types are taken as species by name, else in sorted order, else by their shares.',
    'With several files, or --frame all, everything is read and checked first, so that a bad file is found before anything is written; the JSON is then an array of reports in order, otherwise it is one report. A configuration that does not converge is named on standard error and left out, and the exit code is 3.',
    'With -o every sample is stored as soon as it is done. A configuration that the project holds already, analysed with the same settings, is not analysed again. The displacements of the 20 lowest modes are stored.',
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
