import { z } from 'zod';
import { mechanicsReportSchema } from '../../../native-workers/analysis/mechanics/mechanics-report.ts';
import type { MechanicsReport } from '../../../native-workers/analysis/mechanics/mechanics-report.ts';
import { mechanicsSettingsSchema } from '../../../native-workers/analysis/mechanics/mechanics-settings.ts';
import type { MechanicsSettings } from '../../../native-workers/analysis/mechanics/mechanics-settings.ts';
import { BadInput } from '../../../native-workers/bad-input.ts';
import { modelReferenceOf } from '../../../native-workers/models/model-of.ts';
import { analyseTask } from '../../../native-workers/tasks/analyse.contract.ts';
import { mechanicsTask } from '../../../native-workers/tasks/mechanics.contract.ts';
import { analysisInputs, filesOnDisk } from '../../import/analysis-input.ts';
import { addInputNotes, analysedSample, analysisJob } from '../../import/analysis-job.ts';
import { analysisOptionsSchema, inputOptions, settingsOf } from '../../import/analysis-options.ts';
import { Cancelled } from '../../import/cancelled.ts';
import { isProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import type { TaskOutcome } from '../../jobs/task-result.ts';
import { TaskPool } from '../../jobs/task-pool.ts';
import { mechanicsRequest } from '../../mechanics/mechanics-request.ts';
import { openProject } from '../../project/open-project.ts';
import type { Project } from '../../project/project.ts';
import type { SampleResult } from '../../project/sample-result.ts';
import type { StoredSample } from '../../project/samples.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { checkJsonTarget, isStandardOutput, writeJson } from '../json-output.ts';
import { mechanicsText } from '../mechanics-summary.ts';
import { ProgressLine } from '../progress-line.ts';
import { openForWriting, SampleStore } from '../sample-store.ts';
import type { Terminal } from '../terminal.ts';

const settings = mechanicsSettingsSchema.shape;

const optionsSchema = analysisOptionsSchema.extend({
  degrees: settings.degrees.meta({ placeholder: 'step' }),
  pin: settings.pinned.meta({ placeholder: 'ids' }),
  stringCutoff: settings.stringCutoff.meta({ placeholder: 'c' }),
  keep: z.boolean().default(true).meta({ description: 'do not keep the report in the project that the sample is of' }),
  json: z
    .string()
    .optional()
    .meta({ description: 'write the report as JSON to a file, or - for standard output', placeholder: 'file|-' }),
  output: z.string().optional().meta({
    description: 'store a file’s sample and the report in a project, made or added to',
    placeholder: 'P.keycore',
    short: 'o',
  }),
});

type Options = z.output<typeof optionsSchema>;

/** A calculation that came to no result and has said so. */
class NotConverged extends Error {}

/** What one run needs at every step. */
interface Tools {
  terminal: Terminal;
  progress: ProgressLine;
  pool: TaskPool;
  source: string;
}

function valueOf<Value>({ progress, source }: Tools, outcome: TaskOutcome<Value>): Value {
  progress.clear();
  if (outcome.status === 'cancelled') throw new Cancelled();
  if (outcome.status === 'converged') return outcome.value;
  progress.note(`keycore: ${source}: did not converge: ${outcome.message}`);
  throw new NotConverged();
}

function watch({ terminal, progress, source }: Tools) {
  return {
    signal: terminal.signal,
    onProgress: ({ stage, done, total }: { stage: string; done: number; total: number }): void =>
      progress.update(`${source}: ${stage === '' ? 'mechanics' : stage}`, total > 0 ? done / total : null),
  };
}

async function reportOn(tools: Tools, sample: SampleResult, asked: MechanicsSettings): Promise<MechanicsReport> {
  const { species, box } = sample.configuration;
  const { positions } = sample.fields;
  const model = modelReferenceOf(sample.report);
  const input = { ...mechanicsRequest(sample, asked), positions, species, box, model };
  return valueOf(tools, await tools.pool.run(mechanicsTask, input, watch(tools)));
}

async function ofProject(
  path: string,
  sample: string | undefined,
  { output, keep }: Options,
  asked: MechanicsSettings,
  tools: Omit<Tools, 'source'>,
): Promise<MechanicsReport> {
  if (sample === undefined)
    throw new BadInput('this is a project; name the sample by its number, as info lists it', { file: path });
  if (output !== undefined)
    throw new BadInput('is for files: the report on a sample of a project is kept in that project', { field: '-o' });
  const number = sampleNumberOf(sample);
  const report = await reportOn(
    { ...tools, source: `${path}, sample ${number}` },
    await storedSample(path, number),
    asked,
  );
  if (keep) await keepIn(path, number, report, tools.progress);
  return report;
}

async function storedSample(path: string, number: number): Promise<StoredSample> {
  const project = await openProject(path, { mode: 'read' });
  try {
    return project.readSample(number);
  } finally {
    project.close();
  }
}

/** Keeps the report where the project may be written, and says so where it may not: the numbers are there all the same. */
async function keepIn(path: string, number: number, report: MechanicsReport, progress: ProgressLine): Promise<void> {
  let project: Project;
  try {
    project = await openForWriting(path);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    progress.note(`the report is not kept: ${error.message}`);
    return;
  }
  try {
    project.keepMechanics(number, report);
  } finally {
    project.close();
  }
}

async function ofFile(
  path: string,
  options: Options,
  asked: MechanicsSettings,
  tools: Omit<Tools, 'source'>,
): Promise<MechanicsReport> {
  if (options.frame === 'all') throw new BadInput('expected one frame: its number, or last', { field: '--frame' });
  const { progress, pool } = tools;
  const analysis = settingsOf(options);
  for await (const input of analysisInputs(filesOnDisk([path]), inputOptions(options))) {
    const { configuration, model, source } = input;
    const own = { ...tools, source };
    const store = options.output === undefined ? null : await SampleStore.open(options.output);
    try {
      for (const note of input.notes) progress.note(`${source}: ${note}`);
      const job = analysisJob(input, analysis);
      let sample: SampleResult | null = store?.find(job) ?? null;
      const known = sample !== null;
      if (sample === null) {
        const given = { configuration, model: model.id, settings: analysis, source, seed: null };
        const analysed = valueOf(own, await pool.run(analyseTask, given, watch(own)));
        addInputNotes(analysed, input);
        sample = analysedSample(input, analysed);
      }
      const report = await reportOn(own, sample, asked);
      if (store !== null) {
        const number = known ? store.numberOf(job) : await store.store(job, sample);
        store.keepMechanics(number, report);
        progress.note(`${source}: stored as sample ${number}`);
      }
      return report;
    } finally {
      store?.close();
    }
  }
  throw new BadInput('there is no frame in this file', { file: path });
}

async function mechanics(words: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const [path] = words;
  const sample = words.at(1);
  const { degrees, stringCutoff, pin, json } = options;
  checkJsonTarget(json);
  if (!isProjectPath(path) && sample !== undefined)
    throw new BadInput(`'${sample}' follows a file that is no project (.keycore): only those have sample numbers`, {
      file: path,
    });
  const asked: MechanicsSettings = { degrees, stringCutoff, ...(pin === undefined ? {} : { pinned: pin }) };
  const tools = { terminal, progress: new ProgressLine(terminal), pool: new TaskPool(1) };
  try {
    const report = isProjectPath(path)
      ? await ofProject(path, sample, options, asked, tools)
      : await ofFile(path, options, asked, tools);
    if (json !== undefined) await writeJson(json, report, terminal);
    if (!isStandardOutput(json)) terminal.out(mechanicsText(report));
    return EXIT.done;
  } catch (error) {
    if (error instanceof NotConverged) return EXIT.notConverged;
    throw error;
  } finally {
    tools.progress.clear();
    await tools.pool.close();
  }
}

export const mechanicsCommand = defineCommand({
  name: 'mechanics',
  summary: 'Shear modulus at every angle, free and with particles pinned, and the hidden strings',
  details: [
    'Linear response of a stable sample: G(θ) with nothing, the key-core string, the key-core square, the string and the particles excited at each angle, and the string and all of them pinned; --pin adds a curve with any particles pinned. Exact: no finite strain is made.',
    'Hidden strings: with the key-core string pinned, a particle is excited at θ if it moves by more than c times the root mean square over all particles and angles (--string-cutoff).',
    'A file is analysed first, as analyze does it, with the same flags; -o stores it and the report in a project. The report on a sample of a project is kept in that project. An unstable sample is refused.',
  ],
  examples: [
    ['mechanics glass.dump --model 2dipl', 'A summary on the terminal'],
    ['mechanics glass.dump --model 2dipl --degrees 5 --pin 165,243,459 --json -', 'JSON, with three particles pinned'],
    ['mechanics glass.keycore 1', 'Sample 1 of a project; the report is kept there'],
  ],
  arguments: [
    { name: 'file', description: 'configuration file, or project (.keycore)' },
    { name: 'sample', description: 'number of the sample in a project', optional: true },
  ],
  options: optionsSchema,
  output: [{ title: 'JSON of mechanics', schema: mechanicsReportSchema }],
  run: mechanics,
});
