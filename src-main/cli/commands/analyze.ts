import { z } from 'zod';
import type { AnalysisSettings } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { type Report, reportSchema } from '../../../native-workers/analysis/report/report.ts';
import { reportWithVerdict } from '../../../native-workers/analysis/verdict/stored-verdict.ts';
import { type AnalysisInput, analysisInputs, countInputs } from '../../import/analysis-input.ts';
import { analysedSample, analysisJob } from '../../import/analysis-job.ts';
import { analysisOptionsSchema, inputOptions, settingsOf } from '../../import/analysis-options.ts';
import { askedModel } from '../../import/asked-model.ts';
import { filesOnDisk, rereadable } from '../../import/files-on-disk.ts';
import { type Tried, tryAnalysis } from '../../import/try-analysis.ts';
import { faultText } from '../../files/fault-text.ts';
import { TaskFault } from '../../jobs/task-result.ts';
import type { JsonObject } from '../../project/configuration-json.ts';
import { type Calculation, calculate } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { checkJsonTarget, isStandardOutput, jsonOption, writeJson } from '../json-output.ts';
import { keepOrReport } from '../keep-in-project.ts';
import { patienceOf, waitOption } from '../lease-wait.ts';
import { alarms, reportsTable, reportText } from '../report-summary.ts';
import { formatsParagraph, readingExamples } from '../reading-help.ts';
import { SampleStore } from '../sample-store.ts';
import type { Terminal } from '../terminal.ts';

const optionsSchema = analysisOptionsSchema.extend({
  json: jsonOption,
  output: z
    .string()
    .optional()
    .meta({ description: 'store the samples in a project, made or added to', placeholder: 'P.keycore', short: 'o' }),
  wait: waitOption,
});

type Options = z.output<typeof optionsSchema>;

/** What came of a configuration: its report, null where that did not converge, and whether it is stored where it is to be. */
interface Analysed {
  report: Report | null;
  isKept: boolean;
}

/** What is done with every configuration. */
interface Order {
  settings: AnalysisSettings;
  store: SampleStore | null;
  /** Whether there are others. */
  several: boolean;
}

/**
 * Says why a configuration has no result; of one of several it is stored that it has none. A fault of the only one ends
 * the command, and nothing is written.
 */
async function failed(
  { source }: AnalysisInput,
  job: JsonObject,
  { reason, fault }: Extract<Tried, { reason: string }>,
  { store, several }: Order,
  { progress }: Calculation,
): Promise<Analysed> {
  if (!several && fault !== null) throw fault;
  const isToBeKept = several && store !== null;
  const kept = !isToBeKept
    ? null
    : await keepOrReport(`${source}: that it failed`, progress, async () =>
        (await store.project()).addFailed({ configuration: job, seed: null }, `${source}: ${reason}`),
      );
  progress.note(`keycore: ${source}: ${reason}`);
  // Our own fault, with what we need to mend it.
  if (fault instanceof TaskFault) for (const line of faultText(fault).split('\n')) progress.note(line);
  return { report: null, isKept: !isToBeKept || kept !== null };
}

/** Analyses one configuration, or takes what the project has of it. What is to be known of it is said. */
async function analysed(
  input: AnalysisInput,
  label: string,
  order: Order,
  calculation: Calculation,
): Promise<Analysed> {
  const { settings, store, several } = order;
  const { terminal, pool, progress } = calculation;
  const { source, notes } = input;
  const note = (text: string) => progress.note(`${source}: ${text}`);
  const job = analysisJob(input, settings);
  const deleted = several ? ((await store?.deleted(job)) ?? null) : null;
  if (deleted !== null) {
    note(deleted);
    return { report: null, isKept: true };
  }
  const known = (await store?.find(job)) ?? null;
  if (known !== null) {
    note(`stored already as sample ${known.numbers.number}`);
    return { report: reportWithVerdict(known), isKept: true };
  }
  notes.forEach(note);
  const tried = await tryAnalysis(input, settings, pool, {
    signal: terminal.signal,
    onProgress: ({ stage, done, total }) => progress.update(`${label}${stage}`, total > 0 ? done / total : null),
  });
  progress.clear();
  if ('reason' in tried) return failed(input, job, tried, order, calculation);
  const { output } = tried;
  const { report } = output;
  report.sample.notes.slice(notes.length).forEach(note);
  alarms(report).forEach(note);
  if (store === null) return { report, isKept: true };
  const sample = analysedSample(input, output);
  const number = await keepOrReport(`${source}: the sample`, progress, async () =>
    (await store.project()).addSample({ configuration: job, seed: null }, sample),
  );
  if (number !== null) note(`stored as sample ${number}`);
  return { report, isKept: number !== null };
}

async function analyze(paths: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const { json, output, wait } = options;
  const named = filesOnDisk(paths, terminal.signal);
  checkJsonTarget(json);
  const inputs = inputOptions(options, await askedModel(options.model, terminal.signal));
  const settings = settingsOf(options);
  // One configuration is checked before anything is written anyway; of several, the last may be the bad one.
  const several = named.length > 1 || (typeof options.frame === 'string' && options.frame !== 'last');
  const { files, remove } = several ? await rereadable(named, terminal.signal) : { files: named, remove: null };
  try {
    const count = several ? await countInputs(files, inputs, terminal.signal) : 1;
    return await calculate(terminal, async (calculation) => {
      const { progress } = calculation;
      using store =
        output === undefined
          ? null
          : await SampleStore.open(output, patienceOf(output, wait, terminal, progress), (message) =>
              progress.note(message),
            );
      const all: Analysed[] = [];
      for await (const input of analysisInputs(files, inputs)) {
        const label = `${count > 1 ? `${all.length + 1} of ${count}, ` : ''}${input.source}: `;
        all.push(await analysed(input, label, { settings, store, several }, calculation));
      }
      const reports = all.flatMap(({ report }) => report ?? []);
      if (json !== undefined && (count > 1 || reports.length > 0))
        await writeJson(json, count > 1 ? reports : reports[0], terminal);
      if (!isStandardOutput(json) && reports.length > 0)
        terminal.out(count > 1 ? reportsTable(reports) : reportText(reports[0]));
      if (all.some(({ isKept }) => !isKept)) return EXIT.internal;
      return reports.length < all.length ? EXIT.notConverged : EXIT.done;
    });
  } finally {
    await remove?.();
  }
}

export const analyzeCommand = defineCommand({
  name: 'analyze',
  summary: 'Find the modes, the vibrability and the key core of configurations',
  details: [
    formatsParagraph(),
    'Text files carry few digits, so a configuration is relaxed to max|F| ≤ 1e-11 before its Hessian is taken, unless --no-relax; how far particles moved is reported. A file far from a minimum of the energy (a liquid) is said to be so, and its negative modes are reported.',
    'The model is guessed only where exactly one fits the number of types, their shares (within 2 %) and the number density (within 2 %): two types 50:50 at 0.86 is 2dipl, 65:35 at 1.2 is 2dka, one type at 0.86 is crystal. Types are taken as species by name, else by size where the file tells it (a column of diameters, or names such as small and large), else in sorted order, else by their shares.',
    'With several files, --frame all or a slice, everything is read and checked first, so that a bad file is found before anything is written; the JSON is then an array of reports in order, otherwise it is one report. A configuration that does not converge, or at which the calculation fails, is named on standard error and left out (with -o its reason is kept: info tells it), the others go on, and the exit code is 3.',
    'With -o every sample is stored as soon as it is done. A configuration that the project holds already, analysed with the same settings, is not analysed again. The displacements of the 20 lowest modes are stored. A project that cannot be written is refused before anything is calculated; one that another process writes to, also one that it has only begun, is waited for (--wait); where the disk fails later, what is calculated is given all the same, it is said what is not kept, and the exit code is 1.',
  ],
  examples: [
    ['analyze glass.dump --model 2dipl', 'A summary of the last frame on the terminal'],
    ['analyze glass.dump --model 2dipl --no-relax --modes 100 --json -', 'A report as JSON on standard output'],
    ['analyze run/*.dump --model 2dka --types 1=A,2=B -o run.keycore', 'Many files into one project'],
    ['analyze points.csv --model crystal --box 27.4,28.1', 'A CSV id,type,x,y'],
    ...readingExamples('analyze', optionsSchema),
  ],
  arguments: { '<file...>': 'configuration files; - is standard input' },
  options: optionsSchema,
  output: [{ title: 'JSON of analyze', schema: reportSchema }],
  run: analyze,
});
