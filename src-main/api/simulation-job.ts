import { randomBytes } from 'node:crypto';
import { criterionOf } from '../../native-workers/analysis/report/analysis-identity.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import {
  type SimulationSettings,
  simulationSettingsSchema,
} from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { analysisTask } from '../../native-workers/tasks/analysis.contract.ts';
import { ensembleJob, settingsOfRun } from '../ensemble/ensemble-job.ts';
import { runEnsemble } from '../ensemble/run-ensemble.ts';
import { parallelSamples, type TimeEstimate } from '../ensemble/time-estimate.ts';
import { faultText } from '../files/fault-text.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { SamplesFailed } from '../import/samples-failed.ts';
import { unanalysedSample } from '../library/analysis-sample.ts';
import type { Job, JobContext } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { jobHash, type JsonObject, type JsonValue } from '../project/configuration-json.ts';
import type { PendingWork } from '../project/pending.ts';
import type { Project } from '../project/project.ts';
import type { ApiContext } from './context.ts';
import { settingsOfJob } from './job-settings.ts';
import { type ComputeStructure, LiveRun } from './live-run.ts';
import type { Resumption } from './unfinished-resumptions.ts';
import { type SimulationRequest, simulationRequestSchema } from './simulation-contract.ts';
import { checkSettings, workOf } from './simulation-form.ts';
import { startTracked } from './tracked-work.ts';

/** Least time between two pictures of a sample: at most five a second. */
const LIVE_INTERVAL_MS = 200;

/** What is to be made. */
interface Run {
  settings: SimulationSettings;
  untilQlm: number | undefined;
}

/** Checks a configuration; throws `BadInput` with every issue in the words of the form, its place the first field. */
function checkedSettings(given: unknown) {
  const { issues } = checkSettings(given);
  const first = issues.at(0);
  if (first === undefined) return parseSettings(simulationSettingsSchema, given);
  const rest = issues.slice(1).map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  throw new BadInput([first.message, ...rest].join('; '), first.field === '' ? {} : { field: first.field });
}

/** The live run of settings: its structure is computed by the pool, which has nothing else to do meanwhile. */
function liveRunOf(settings: SimulationSettings, { pool, log }: ApiContext) {
  const { model, preparation } = simulationOf(settings);
  const timeStep = 'protocol' in preparation ? preparation.protocol.timeStep : 1;
  const compute: ComputeStructure = async (box, positions, species) => {
    const ids = Int32Array.from(species.keys());
    const sample = unanalysedSample({ ids, species, positions, box }, settings.model, '');
    const found: ReportArray[] = [];
    for (const analysis of ANALYSES.filter(({ live }) => live === true)) {
      const input = analysis.inputOf(sample, analysis.settings.parse({}), false);
      const outcome = await pool.run(analysisTask, { analysis: analysis.name, input });
      if (outcome.status !== 'converged') throw new Error(`${analysis.kept} was not computed: ${outcome.message}`);
      found.push(...outcome.value.arrays);
    }
    return found;
  };
  return new LiveRun({ species: model.species, timeStep }, compute, (error) => log(faultText(error)));
}

function titleOf({ settings, untilQlm }: Run) {
  const { model, particles } = simulationOf(settings);
  const count = settings.samples === 1 ? 'New sample' : `${settings.samples} new samples`;
  const isOlder = untilQlm !== undefined && criterionOf(settings.analysis) === 'participation';
  // The job was begun so, and ends at other samples than the verdicts in the list would have it.
  return `${count}: ${model.label}, N = ${particles}${isOlder ? '; QLM samples are counted by N·PR' : ''}`;
}

/**
 * Makes the samples of a run and reports them. When the project becomes another file meanwhile ("save as"), the
 * ensemble is stopped before and taken up in that one: it goes on from its checkpoints.
 */
async function makeSamples(
  { settings, untilQlm }: Run,
  handle: ProjectHandle,
  live: LiveRun,
  jobContext: JobContext,
  { estimate }: SimulationTools,
) {
  const work = workOf(simulationOf(settings));
  const told = new Set<number>();
  const tell = (sample: number) => {
    if (told.has(sample)) return;
    told.add(sample);
    jobContext.stored(sample);
  };
  for (;;) {
    const pause = new AbortController();
    /** When each sample in work was first heard of, ms. */
    const begun = new Map<number, number>();
    let over: Promise<unknown> = Promise.resolve();
    const endHold = handle.hold(async () => {
      pause.abort();
      await over;
    });
    const result = runEnsemble({
      project: handle.project,
      settings,
      workers: parallelSamples(),
      untilQlm,
      signal: AbortSignal.any([jobContext.signal, pause.signal]),
      liveIntervalMs: LIVE_INTERVAL_MS,
      onEvent: (event) => {
        live.take(event);
        if (event.kind === 'progress' && !begun.has(event.position)) begun.set(event.position, performance.now());
        if (event.kind === 'stored') {
          tell(event.sample);
          const since = begun.get(event.position);
          if (work !== null && since !== undefined) estimate.learn(work, (performance.now() - since) / 1000);
        }
        if (event.kind === 'progress' && (live.position ?? event.position) === event.position)
          jobContext.report(`sample ${event.position + 1}: ${event.stage}`, event.share, event.secondsLeft);
      },
    });
    over = result.catch(() => undefined);
    try {
      const { stored, failed } = await result;
      // What an earlier run has made belongs to this one, too.
      for (const sample of stored) tell(sample);
      if (failed.length > 0)
        throw new SamplesFailed(
          failed.map(({ sample, reason }) => ({ reason: `sample ${sample}: ${reason}`, fault: null })),
        );
      return;
    } catch (error) {
      if (!(error instanceof Cancelled) || jobContext.signal.aborted || !pause.signal.aborted) throw error;
    } finally {
      endHold();
    }
    await handle.runExclusive(() => undefined);
  }
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a run is begun with, as it is kept in the project while it is under way. */
function kept({ settings, untilQlm }: SimulationRequest, job: string): JsonObject {
  // The settings came as JSON, and were checked.
  const begun = { settings: settings as JsonObject, jobHash: job };
  return untilQlm === undefined ? begun : { ...begun, untilQlm };
}

/** What simulations work with: their pictures, and what is known of their time. */
export interface SimulationTools {
  /** Those of finished jobs go when another begins. */
  lives: Map<Job, LiveRun>;
  estimate: TimeEstimate;
}

/**
 * Starts the job that makes the samples of a configuration; `id` is that of a run that is taken up again. Throws
 * `BadInput`.
 */
export async function startSimulation(
  context: ApiContext,
  handle: ProjectHandle,
  request: SimulationRequest,
  tools: SimulationTools,
  id = randomBytes(16).toString('base64url'),
): Promise<Job> {
  const { untilQlm } = request;
  const settings = settingsOfRun(checkedSettings(request.settings), handle.project);
  const live = liveRunOf(settings, context);
  const job = await startTracked(context, handle, {
    id,
    kind: 'simulate',
    title: titleOf({ settings, untilQlm }),
    request: kept(request, jobHash(ensembleJob(settings), settings.seed)),
    work: (jobContext) => makeSamples({ settings, untilQlm }, handle, live, jobContext, tools),
  });
  const { lives } = tools;
  for (const other of lives.keys()) if (other.isFinished) lives.delete(other);
  lives.set(job, live);
  void job.finished.then(() => live.end());
  return job;
}

/**
 * What a run was begun with: as the window noted it, or, of a job of the project that lacks samples (`simulate` was
 * killed, the window's run cancelled), what it came to. Null where that is from another Keycore.
 */
function requestOf({ request }: PendingWork) {
  const { configuration, seed, samples } = request;
  if (isJsonObject(configuration) && typeof seed === 'string' && typeof samples === 'number') {
    const settings = settingsOfJob(configuration, seed, samples);
    return settings === null ? null : { settings };
  }
  const parsed = simulationRequestSchema.strip().safeParse(request);
  return parsed.success && isJsonObject(request['settings']) ? parsed.data : null;
}

/** Whether the first sample of the job that a run makes is not the first of its ensemble. */
function isPart({ request: { configuration, seed } }: PendingWork, project: Project) {
  if (!isJsonObject(configuration) || typeof seed !== 'string') return false;
  const job = project.findJob(configuration, seed);
  return job !== null && project.allottedSamples(job.number).at(0)?.position !== 0;
}

/** How a run that was cut short goes on: its samples are in the project, those in work with their checkpoints. */
export function simulationResumption(context: ApiContext, tools: SimulationTools): Resumption {
  return {
    problem: (work) => {
      const request = requestOf(work);
      if (request === null) return 'its configuration file is not known here';
      const problem = checkSettings(request.settings).issues.at(0);
      return problem === undefined ? null : `${problem.field}: ${problem.message}`;
    },
    resume: async (work, handle) => {
      const request = requestOf(work);
      // `problem` has been asked for before.
      if (request === null) throw new Error(`the configuration of run ${work.id} is not known here`);
      if (isPart(work, handle.project))
        throw new BadInput(`${work.title}. It is a part of an ensemble: run the same 'keycore simulate' again.`);
      return startSimulation(context, handle, request, tools, work.id);
    },
  };
}
