import { z } from 'zod';
import { mechanicsReportSchema } from '../../../native-workers/analyses/mechanics/mechanics-report.ts';
import type { MechanicsReport } from '../../../native-workers/analyses/mechanics/mechanics-report.ts';
import { mechanicsSettingsSchema } from '../../../native-workers/analyses/mechanics/mechanics-settings.ts';
import type { MechanicsSettings } from '../../../native-workers/analyses/mechanics/mechanics-settings.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { modelReferenceOf } from '../../../native-workers/analysis/report/model-of-report.ts';
import { analyseTask } from '../../../native-workers/tasks/analyse.contract.ts';
import { mechanicsTask } from '../../../native-workers/tasks/mechanics.contract.ts';
import { addInputNotes, analysedSample, analysisJob } from '../../import/analysis-job.ts';
import { analysisOptionsSchema, inputOptions, settingsOf } from '../../import/analysis-options.ts';
import { isProjectPath, oneFrame, refuseNumber, sampleNumberOf, storedSample } from '../../import/one-sample.ts';
import { mechanicsRequest } from '../../mechanics/mechanics-request.ts';
import type { SampleResult } from '../../project/sample-result.ts';
import { calculate, valueOf } from '../calculation.ts';
import type { Calculation } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { checkJsonTarget, giveReport, jsonOption } from '../json-output.ts';
import { keepInProject, keepOption, keptOrSaid } from '../keep-in-project.ts';
import { mechanicsText } from '../mechanics-summary.ts';
import { SampleStore } from '../sample-store.ts';
import { SAMPLE_WORDS } from '../sample-words.ts';
import type { Terminal } from '../terminal.ts';

const settings = mechanicsSettingsSchema.shape;

const optionsSchema = analysisOptionsSchema.extend({
  degrees: settings.degrees.meta({ placeholder: 'step' }),
  pin: settings.pinned.meta({ placeholder: 'ids' }),
  stringCutoff: settings.stringCutoff.meta({ placeholder: 'c' }),
  keep: keepOption('the report'),
  json: jsonOption,
  output: z.string().optional().meta({
    description: 'store a file’s sample and the report in a project, made or added to',
    placeholder: 'P.keycore',
    short: 'o',
  }),
});

type Options = z.output<typeof optionsSchema>;

/** What one run needs at every step. */
interface Tools extends Calculation {
  source: string;
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
  return valueOf(tools, tools.source, await tools.pool.run(mechanicsTask, input, watch(tools)));
}

/** A report, and the exit code: not 0 where it could not be stored as the user has asked. */
interface Outcome {
  report: MechanicsReport;
  code: ExitCode;
}

async function ofProject(
  path: string,
  sample: string | undefined,
  { output, keep }: Options,
  asked: MechanicsSettings,
  tools: Calculation,
): Promise<Outcome> {
  const number = sampleNumberOf(path, sample);
  if (output !== undefined)
    throw new BadInput('is for files: the report on a sample of a project is kept in that project', { field: '-o' });
  const report = await reportOn(
    { ...tools, source: `${path}, sample ${number}` },
    await storedSample(path, number),
    asked,
  );
  if (keep) await keepInProject(path, 'the report', tools.progress, (project) => project.keepMechanics(number, report));
  // What nobody has asked to be stored is not missed.
  return { report, code: EXIT.done };
}

async function ofFile(path: string, options: Options, asked: MechanicsSettings, tools: Calculation): Promise<Outcome> {
  const { progress, pool } = tools;
  const analysis = settingsOf(options);
  const input = await oneFrame(path, inputOptions(options), tools.terminal.signal);
  const { configuration, model, source } = input;
  const own = { ...tools, source };
  const store =
    options.output === undefined ? null : await SampleStore.open(options.output, (message) => progress.note(message));
  try {
    for (const note of input.notes) progress.note(`${source}: ${note}`);
    const job = analysisJob(input, analysis);
    const known = store?.find(job) ?? null;
    let sample: SampleResult | null = known;
    if (sample === null) {
      const given = { configuration, model: model.id, settings: analysis, source, seed: null };
      const analysed = valueOf(own, source, await pool.run(analyseTask, given, watch(own)));
      addInputNotes(analysed, input);
      sample = analysedSample(input, analysed);
    }
    const report = await reportOn(own, sample, asked);
    if (store === null) return { report, code: EXIT.done };
    const result = sample;
    const number = await keptOrSaid(`${source}: the report`, progress, async () => {
      const stored = known === null ? await store.store(job, result) : store.numberOf(job);
      store.keepMechanics(stored, report);
      return stored;
    });
    if (number !== null) progress.note(`${source}: stored as sample ${number}`);
    return { report, code: number === null ? EXIT.internal : EXIT.done };
  } finally {
    store?.close();
  }
}

async function mechanics(words: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const [path] = words;
  const sample = words.at(1);
  const { degrees, stringCutoff, pin, json } = options;
  checkJsonTarget(json);
  if (!isProjectPath(path)) refuseNumber(path, sample);
  const asked: MechanicsSettings = { degrees, stringCutoff, ...(pin === undefined ? {} : { pinned: pin }) };
  let stored: ExitCode = EXIT.done;
  const ended = await calculate(terminal, async (calculation) => {
    const { report, code } = isProjectPath(path)
      ? await ofProject(path, sample, options, asked, calculation)
      : await ofFile(path, options, asked, calculation);
    await giveReport(json, report, () => mechanicsText(report), terminal);
    stored = code;
  });
  return ended === EXIT.done ? stored : ended;
}

export const mechanicsCommand = defineCommand({
  name: 'mechanics',
  summary: 'Shear modulus at every angle, free and with particles pinned, and the hidden strings',
  details: [
    'Linear response of a stable sample: G(θ) with nothing, the key-core string, the key-core square, the string and the particles excited at each angle, and the string and all of them pinned; --pin adds a curve with any particles pinned. Exact: no finite strain is made.',
    'Hidden strings: with the key-core string pinned, a particle is excited at θ if it moves by more than c times the root mean square over all particles and angles (--string-cutoff).',
    'A file is analysed first, as analyze does it, with the same flags; -o stores it and the report in a project: one that cannot be written is refused before anything is calculated, and where the disk fails later the report is given all the same and the exit code is 1. The report on a sample of a project is kept in that project. An unstable sample is refused.',
  ],
  examples: [
    ['mechanics glass.dump --model 2dipl', 'A summary on the terminal'],
    ['mechanics glass.dump --model 2dipl --degrees 5 --pin 165,243,459 --json -', 'JSON, with three particles pinned'],
    ['mechanics glass.keycore 1', 'Sample 1 of a project; the report is kept there'],
  ],
  arguments: SAMPLE_WORDS,
  options: optionsSchema,
  output: [{ title: 'JSON of mechanics', schema: mechanicsReportSchema }],
  run: mechanics,
});
