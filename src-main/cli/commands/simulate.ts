import { figures } from '../../../native-workers/text/figures.ts';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { criterionOf } from '../../../native-workers/analysis/report/analysis-identity.ts';
import { VERDICT_LABELS } from '../../../native-workers/analysis/report/verdicts.ts';
import {
  PRESETS,
  type SimulationSettings,
  simulationSettingsSchema,
} from '../../../native-workers/analysis/preparation/simulation-settings.ts';
import type { EnsembleEvent, MadeSample } from '../../ensemble/ensemble-events.ts';
import { ensembleJob, settingsOfRun } from '../../ensemble/ensemble-job.ts';
import { runEnsemble } from '../../ensemble/run-ensemble.ts';
import type { EnsembleResult } from '../../ensemble/ensemble-request.ts';
import { jobHash } from '../../project/configuration-json.ts';
import type { Project } from '../../project/project.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { requireRoomForThreads, threadsThatFit } from '../../jobs/thread-room.ts';
import { defineCommand } from '../command.ts';
import { durationText } from '../duration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { patienceOf, waitOption } from '../lease-wait.ts';
import { ProgressLine } from '../progress-line.ts';
import { SampleStore } from '../sample-store.ts';
import { readSimulation } from '../simulation-file.ts';
import type { Terminal } from '../terminal.ts';

/** Most samples of a run that ends with its QLM samples, unless said. */
const MAX_SAMPLES = 1_000_000;

const optionsSchema = z.strictObject({
  samples: z.int().min(1).max(MAX_SAMPLES).optional().meta({
    description: 'number of samples, instead of the one in the configuration; with --until-qlm the most that are made',
    placeholder: 'n',
  }),
  seed: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'seed of the job, instead of the one in the configuration', placeholder: 'text' }),
  first: z.int().min(0).max(1_000_000_000).optional().meta({
    description: 'index of the first sample, from 0: a part of an ensemble, to be joined by merge',
    placeholder: 'i',
  }),
  untilQlm: z.int().min(1).max(MAX_SAMPLES).optional().meta({
    description:
      'make samples until n of them have a QLM as their lowest mode (verdict qlm), and keep the shortest such run',
    placeholder: 'n',
  }),
  preset: z
    .enum(PRESETS)
    .optional()
    .meta({ description: 'preparation, instead of the one in the configuration', placeholder: 'id' }),
  workers: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: 'samples made at the same time; one for each processor unless given', placeholder: 'n' }),
  keepModes: z.int().min(0).max(10_000).optional().meta({
    description: 'lowest modes whose displacements are stored; default 20 of a single sample, 1 of each of several',
    placeholder: 'n',
  }),
  retryFailed: z.boolean().default(false).meta({ description: 'try samples again that failed in an earlier run' }),
  output: z.string().meta({ description: 'project, made or added to', placeholder: 'P.keycore', short: 'o' }),
  wait: waitOption,
});

type Options = z.output<typeof optionsSchema>;

function verdictText({ verdict, phononShare }: MadeSample) {
  if (verdict === null || phononShare === null) return 'QLM undecided';
  return `phonon share ${phononShare.toFixed(3)}: ${VERDICT_LABELS[verdict]}`;
}

/** Shows what goes on. */
function show(event: EnsembleEvent, line: ProgressLine) {
  const { position, sample, done, total, qlm, share, secondsLeft } = event;
  const name = sample === null ? `index ${position}` : `sample ${sample}`;
  if (event.kind === 'stored') {
    const { made } = event;
    line.note(
      `${name} (seed ${made.seed}): U/N ${made.energyPerParticle.toFixed(6)}, ` +
        `ω₀ ${figures(made.omega, 6)}, PR₀ ${figures(made.pr, 4)}, ${verdictText(made)}`,
    );
  } else if (event.kind === 'failed') {
    line.note(`keycore: ${name} failed: ${event.reason}`);
  } else {
    const of = total === null ? `${done} done` : `${done} of ${total} done`;
    const left = secondsLeft === null ? '' : `, ${durationText(secondsLeft)} left`;
    const stage = event.stage === '' ? '' : ` ${event.stage}`;
    const here = `${name}:${stage} ${Math.floor(100 * event.sampleShare)} %`;
    line.update(`${of}, ${qlm} QLM${left}; ${here}`, share);
  }
}

/** Says what an earlier run of the same job has left. */
function sayWhatIsThere(
  project: Project,
  settings: SimulationSettings,
  { untilQlm, retryFailed }: Options,
  terminal: Terminal,
) {
  const hash = jobHash(ensembleJob(settings), settings.seed);
  const job = project.listJobs().find((known) => known.hash === hash);
  if (job === undefined) return;
  if (retryFailed) project.retryFailed(job.number);
  const wanted = untilQlm === undefined ? settings.samples : `up to ${settings.samples}`;
  const failed = retryFailed || job.failed === 0 ? '' : `; ${job.failed} failed: --retry-failed tries again`;
  const deleted = job.deleted === 0 ? '' : `; ${job.deleted} deleted, which are not made again`;
  terminal.err(`job ${job.number} is resumed: ${job.stored} of ${wanted} samples are there${failed}${deleted}\n`);
  if (criterionOf(settings.analysis) === 'participation')
    terminal.err(
      `job ${job.number} counts QLM samples by N·PR and ω_T, as it was begun; ` +
        `"analysis": {"qlmCriterion": "phonon-share"} in the configuration begins one that counts by phonon share\n`,
    );
}

function sayTheEnd(
  { job, stored, failed, qlm, criterion }: EnsembleResult,
  { output, untilQlm }: Options,
  seed: string,
  terminal: Terminal,
): ExitCode {
  const all = stored.length + failed.length;
  const by = criterion === 'participation' ? ' by N·PR' : '';
  terminal.out(
    `${escapedLine(output)}: job ${job} has ${stored.length} of ${all} samples (seed ${escapedLine(seed)}), ${qlm} with a QLM${by}\n`,
  );
  const tooFew = untilQlm !== undefined && qlm < untilQlm;
  if (tooFew) terminal.err(`keycore: ${untilQlm} samples with a QLM were wanted: allow more --samples\n`);
  if (failed.length > 0)
    terminal.err(`keycore: ${failed.length} failed: ${failed.map(({ sample }) => `sample ${sample}`).join(', ')}\n`);
  return failed.length > 0 || tooFew ? EXIT.notConverged : EXIT.done;
}

async function simulate([path]: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  // A run may take days, and is stopped by Ctrl-C or kill; a closed terminal is no reason.
  terminal.outlive?.();
  const { seed, preset, untilQlm, first, keepModes, workers = threadsThatFit(availableParallelism()) } = options;
  requireRoomForThreads(workers);
  const samples = options.samples ?? (untilQlm === undefined ? undefined : MAX_SAMPLES);
  const read = await readSimulation(path, { samples, seed, preset }, terminal.signal);
  using line = new ProgressLine(terminal);
  const patience = patienceOf(options.output, options.wait, terminal, line);
  using store = await SampleStore.open(options.output, patience, (message) => line.note(message));
  const project = await store.project();
  const settings = settingsOfRun(read, project);
  sayWhatIsThere(project, settings, options, terminal);
  const result = await runEnsemble({
    project,
    settings,
    workers,
    signal: terminal.signal,
    first,
    untilQlm,
    storedModes: keepModes,
    onEvent: (event) => show(event, line),
  });
  line.clear();
  return sayTheEnd(result, options, settings.seed, terminal);
}

export const simulateCommand = defineCommand({
  name: 'simulate',
  summary: 'Make samples and analyse them',
  details: [
    'The configuration is a JSON file; every field but the model has a default. A sample is prepared as its preset says (equilibrated and cooled, or quenched at once from a random start), its energy is minimised, and it is analysed as `analyze` does it.',
    'Each sample has its own seed, made from the seed of the job and its index: the same configuration and seed give the same samples on the same build, bit for bit, whatever order they are finished in, however many workers there are and however often the work was interrupted. Sample numbers are allotted in the order of the index. A job of the same configuration and seed that the project holds already is resumed, and enlarged when more samples are asked for; another configuration adds a job. Nothing is ever overwritten.',
    'Each sample is stored when it is done, and a long one writes down its state every 15 s: stopping (Ctrl-C, a crash, kill -9) and running the same command again goes on from there. A sample that does not converge, or at which the calculation fails, is marked failed with its reason and not tried again (--retry-failed), the others are made, and the exit code is 3.',
    'A project that another process writes to is waited for (--wait): of two runs that make one project the second finds what the first has made, and goes on from there.',
    'The run goes on when its terminal is closed or the reader of its output has gone, with nohup or without; Ctrl-C or kill stops it.',
    'With --until-qlm n the run ends with the index at which n samples have a quasi-localised mode as their lowest: verdict qlm, a phononShare below the first of analysis.qlmShares. The criterion belongs to the job: one that was begun by an earlier Keycore, which judged by N·PR and ω_T, goes on under that. Which samples are kept does not depend on the number of workers: what they make beyond is dropped. The exit code is 3 if the largest number of samples held fewer.',
    'A cluster makes parts of an ensemble, --first i --samples n each into a file of its own, and merge joins them to what one run would have made: docs/ensembles.md.',
  ],
  examples: [
    ['simulate glass.json --samples 100 --seed 7 -o glass.keycore', 'Makes, resumes or enlarges a job of 100'],
    ['simulate glass.json --until-qlm 10 --samples 2000 -o qlm.keycore', 'Ten QLM samples, from 2000 at the most'],
    ['simulate glass.json --first 50 --samples 50 --seed 7 -o part2.keycore', 'The second half of the first job'],
  ],
  arguments: { '<configuration>': 'configuration file (JSON); - is standard input' },
  options: optionsSchema,
  output: [{ title: 'Configuration of simulate', schema: simulationSettingsSchema }],
  run: simulate,
});
