import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseSettings } from '../../../native-workers/analysis/parse-settings.ts';
import { sampleDefinition, simulationOf } from '../../../native-workers/analysis/simulation.ts';
import { simulationSettingsSchema } from '../../../native-workers/analysis/simulation-settings.ts';
import type { SimulationSettings } from '../../../native-workers/analysis/simulation-settings.ts';
import { BadInput } from '../../../native-workers/bad-input.ts';
import { simulateTask } from '../../../native-workers/tasks/simulate.contract.ts';
import { Cancelled } from '../../import/cancelled.ts';
import { TaskPool } from '../../jobs/task-pool.ts';
import type { JsonObject } from '../../project/configuration-json.ts';
import { explainFileError } from '../../project/file-trouble.ts';
import { createProject } from '../../project/open-project.ts';
import type { Allotment } from '../../project/jobs.ts';
import type { Project } from '../../project/project.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { ProgressLine } from '../progress-line.ts';
import { openForWriting } from '../sample-store.ts';
import type { Terminal } from '../terminal.ts';

/** Modes whose displacements are stored: of an ensemble's sample one, of a single sample twenty. */
const KEPT_MODES = { ensemble: 1, single: 20 };

/** A configuration file is a page of text. */
const MAX_CONFIGURATION_BYTES = 1_000_000;

const optionsSchema = z.strictObject({
  samples: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'number of samples, instead of the one in the configuration', placeholder: 'n' }),
  seed: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'seed of the job, instead of the one in the configuration', placeholder: 'text' }),
  workers: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: 'samples made at the same time; one for each processor unless given', placeholder: 'n' }),
  output: z.string().meta({ description: 'project, made or added to', placeholder: 'P.keycore', short: 'o' }),
});

type Options = z.output<typeof optionsSchema>;

function readConfiguration(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw explainFileError(error, path, 'read');
  }
  if (text.length > MAX_CONFIGURATION_BYTES)
    throw new BadInput(`${text.length} characters; a configuration has at most ${MAX_CONFIGURATION_BYTES}`, {
      file: path,
    });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { file: path });
  }
}

/** The settings of the file with those of the command line in their place, checked as far as that needs no kernel. */
function readSettings(path: string, { samples, seed }: Options): SimulationSettings {
  const written = z.record(z.string(), z.unknown()).safeParse(readConfiguration(path));
  if (!written.success) throw new BadInput('expected an object {"model": …, "particles": …}', { file: path });
  const merged = {
    ...written.data,
    ...(samples === undefined ? {} : { samples }),
    ...(seed === undefined ? {} : { seed }),
  };
  const settings = parseSettings(simulationSettingsSchema, merged, path);
  try {
    simulationOf(settings);
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(error.message, { file: path }) : error;
  }
  return settings;
}

/** What the samples depend on: the same configuration and seed resume a job. */
function jobConfiguration(settings: SimulationSettings): JsonObject {
  return { task: 'simulate', ...sampleDefinition(settings) };
}

async function openOrCreate(path: string): Promise<Project> {
  try {
    return await createProject(path);
  } catch (error) {
    // An existing file is the one trouble that opening it answers better.
    if (error instanceof BadInput && /exists already/.test(error.message)) return openForWriting(path);
    throw error;
  }
}

/** Makes the samples that are missing, several at a time; gives how many did not converge. */
async function makeSamples(
  project: Project,
  missing: Allotment[],
  settings: SimulationSettings,
  workers: number,
  terminal: Terminal,
): Promise<number> {
  const progress = new ProgressLine(terminal);
  const pool = new TaskPool(workers);
  const kept = settings.samples > 1 ? KEPT_MODES.ensemble : KEPT_MODES.single;
  const queue = [...missing];
  let done = 0;
  let failed = 0;
  const makeNext = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { number, position } = next;
      const outcome = await pool.run(
        simulateTask,
        { settings, index: position },
        {
          signal: terminal.signal,
          onProgress: ({ stage }) =>
            progress.update(`sample ${number}: ${stage}; ${done} of ${missing.length} done`, done / missing.length),
        },
      );
      if (outcome.status === 'cancelled') throw new Cancelled();
      done += 1;
      if (outcome.status === 'not-converged') {
        failed += 1;
        progress.note(`keycore: sample ${number} did not converge: ${outcome.message}`);
        continue;
      }
      const { configuration, report, fields } = outcome.value;
      const displacements = fields.displacements.subarray(0, 2 * report.sample.n * kept);
      project.storeSample(number, {
        configuration,
        frameInfo: null,
        report,
        fields: { ...fields, displacements },
        columns: [],
      });
      const [lowest] = report.modes;
      progress.note(
        `sample ${number} (seed ${outcome.value.seed}): U/N ${report.sample.energyPerParticle.toFixed(6)}, ` +
          `ω₀ ${lowest.omega.toPrecision(6)}, PR₀ ${lowest.pr.toPrecision(4)}`,
      );
    }
  };
  try {
    const workersDone = Array.from({ length: Math.min(workers, missing.length) }, async () => {
      try {
        await makeNext();
      } catch (error) {
        // The others finish what they have in work and take no more.
        queue.length = 0;
        throw error;
      }
    });
    const ends = await Promise.allSettled(workersDone);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return failed;
  } finally {
    progress.clear();
    await pool.close();
  }
}

async function simulate([path]: string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const settings = readSettings(path, options);
  const project = await openOrCreate(options.output);
  try {
    const { samples, seed } = settings;
    const job = project.addJob({ configuration: jobConfiguration(settings), seed, samples });
    const missing = project.missingSamples(job.number);
    if (job.resumed) terminal.err(`job ${job.number} is resumed: ${job.stored} of ${job.samples} samples are there\n`);
    const workers = options.workers ?? availableParallelism();
    const failed = await makeSamples(project, missing, settings, workers, terminal);
    const { stored } = project.readJob(job.number);
    terminal.out(`${options.output}: job ${job.number} has ${stored} of ${job.samples} samples (seed ${seed})\n`);
    return failed > 0 ? EXIT.notConverged : EXIT.done;
  } finally {
    project.close();
  }
}

export const simulateCommand = defineCommand({
  name: 'simulate',
  summary: 'Make samples and analyse them',
  details: [
    'The configuration is a JSON file; every field but the model has a default. A sample is a random start, quenched at once into its inherent structure by the minimiser, then analysed as `analyze` does it.',
    'Each sample has its own seed, made from the seed of the job and its index: the same configuration and seed give the same samples on the same build, whatever order they are finished in. Sample numbers are allotted in the order of the index. A job of the same configuration and seed that the project holds already is resumed, and enlarged when more samples are asked for; another configuration adds a job. Nothing is ever overwritten.',
    'Each sample is stored when it is done, so that stopping (Ctrl-C, or a crash) loses at most those in work. A sample that does not converge is named on standard error and left out, and the exit code is 3.',
  ],
  examples: [
    ['simulate glass.json --samples 100 --seed 7 -o glass.keycore', 'Makes, resumes or enlarges a job of 100'],
  ],
  arguments: [{ name: 'configuration', description: 'configuration file (JSON)' }],
  options: optionsSchema,
  output: [{ title: 'Configuration of simulate', schema: simulationSettingsSchema }],
  run: simulate,
});
