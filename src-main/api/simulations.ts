import { availableParallelism } from 'node:os';
import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import { parseSettings } from '../../native-workers/analysis/parse-settings.ts';
import { simulationOf } from '../../native-workers/analysis/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/simulation-settings.ts';
import type { SimulationSettings } from '../../native-workers/analysis/simulation-settings.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { structureTask } from '../../native-workers/tasks/structure.contract.ts';
import type { RunEnsemble } from '../ensemble/run-ensemble.ts';
import { Cancelled } from '../import/cancelled.ts';
import { NotConverged } from '../import/import-file.ts';
import type { Job, JobFailure, JobVoice } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { arrayResponse } from './array-stream.ts';
import { jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, failureOf, hiddenFolders, refuseMalformed, shownFailure } from './failure.ts';
import { LiveRun } from './live-run.ts';
import { openHandle } from './projects.ts';
import { liveJobsSchema, simulationRequestSchema } from './simulation-contract.ts';
import { checkSettings, simulationForm } from './simulation-form.ts';

/** Least time between two pictures of a sample: at most five a second. */
const LIVE_INTERVAL_MS = 200;

/** What is to be made. */
interface Run {
  settings: SimulationSettings;
  untilQlm: number | undefined;
}

/** Checks a configuration; throws `BadInput` with every trouble in the words of the form, its place the first field. */
function checkedSettings(given: unknown): SimulationSettings {
  const { troubles } = checkSettings(given);
  const first = troubles.at(0);
  if (first === undefined) return parseSettings(simulationSettingsSchema, given);
  const rest = troubles.slice(1).map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  throw new BadInput([first.message, ...rest].join('; '), first.field === '' ? {} : { field: first.field });
}

/** The live run of settings: its structure is computed by the pool, which has nothing else to do meanwhile. */
function liveRunOf(settings: SimulationSettings, { pool }: ApiContext): LiveRun {
  const { model, preparation } = simulationOf(settings);
  const timeStep = preparation.kind === 'instantaneous' ? 1 : preparation.protocol.timeStep;
  return new LiveRun({ species: model.species, timeStep }, async (box, positions, species) => {
    const input = { box, positions, species, speciesCount: model.species.length };
    const outcome = await pool.run(structureTask, input);
    if (outcome.status === 'converged') return outcome.value;
    throw new Error(`the structure was not computed: ${outcome.message}`);
  });
}

function titleOf(settings: SimulationSettings): string {
  const { model, particles } = simulationOf(settings);
  return `${settings.samples === 1 ? 'New sample' : `${settings.samples} new samples`}: ${model.label}, N = ${particles}`;
}

/**
 * Makes the samples of a run and tells of them. When the project becomes another file meanwhile ("save as"), the
 * ensemble is stopped before and taken up in that one: it goes on from its checkpoints.
 */
async function makeSamples(
  { settings, untilQlm }: Run,
  handle: ProjectHandle,
  live: LiveRun,
  voice: JobVoice,
  run: RunEnsemble,
): Promise<void> {
  for (;;) {
    const pause = new AbortController();
    let over: Promise<unknown> = Promise.resolve();
    const endHold = handle.hold(async () => {
      pause.abort();
      await over;
    });
    const result = run({
      ...{ project: handle.project, settings, workers: Math.max(1, availableParallelism() - 1) },
      ...(untilQlm === undefined ? {} : { untilQlm }),
      signal: AbortSignal.any([voice.signal, pause.signal]),
      liveIntervalMs: LIVE_INTERVAL_MS,
      onEvent: (event) => {
        live.take(event);
        if (event.kind === 'stored') voice.stored(event.sample);
        else if (event.kind === 'progress' && (live.position ?? event.position) === event.position)
          voice.report(`sample ${event.position + 1}: ${event.stage}`, event.share);
      },
    });
    over = result.catch(() => undefined);
    try {
      const { failed } = await result;
      if (failed.length > 0) throw new NotConverged(failed.map(({ sample, reason }) => `sample ${sample}: ${reason}`));
      return;
    } catch (error) {
      if (!(error instanceof Cancelled) || voice.signal.aborted || !pause.signal.aborted) throw error;
    } finally {
      endHold();
    }
    await handle.alone(() => undefined);
  }
}

function jobFailure(error: unknown, context: ApiContext): JobFailure {
  if (error instanceof NotConverged) return { kind: 'bad-input', message: error.message };
  if (error instanceof Cancelled) return { kind: 'cancelled', message: 'cancelled' };
  const { kind, message } = shownFailure(failureOf(error, context.log).body, hiddenFolders(context));
  return { kind: kind === 'bad-input' ? kind : 'internal', message };
}

/**
 * GET /simulations/form, POST /simulations/check; POST, GET /projects/:project/simulations; GET …/jobs/:job/live?after=.
 */
export function simulationRoutes(context: ApiContext, run: RunEnsemble) {
  const lives = new Map<string, { job: Job; live: LiveRun }>();
  return new Hono()
    .get('/simulations/form', (c) => c.json(simulationForm()))
    .post('/simulations/check', zValidator('json', z.unknown(), refuseMalformed), (c) =>
      c.json(checkSettings(c.req.valid('json'))),
    )
    .get('/projects/:project/simulations', (c) => {
      const handle = openHandle(context, c.req.param('project'));
      const jobs = [...lives.values()].filter(({ job }) => job.project === handle.id).map(({ job }) => job.id);
      return c.json(liveJobsSchema.parse({ jobs }));
    })
    .post('/projects/:project/simulations', zValidator('json', simulationRequestSchema, refuseMalformed), (c) => {
      const handle = openHandle(context, c.req.param('project'));
      if (handle.project.mode === 'read')
        throw new ApiFailure(
          'read-only',
          `Nothing can be added to '${handle.name}'. ${handle.readOnlyReason ?? ''}`.trim(),
        );
      const { settings: given, untilQlm } = c.req.valid('json');
      const settings = checkedSettings(given);
      const live = liveRunOf(settings, context);
      const job = context.jobs.start({
        project: handle.id,
        title: titleOf(settings),
        work: async (voice) => makeSamples({ settings, untilQlm }, handle, live, voice, run),
        explain: (error) => jobFailure(error, context),
      });
      // The pictures of finished runs go when another begins.
      for (const [id, other] of lives) if (other.job.isFinished) lives.delete(id);
      lives.set(job.id, { job, live });
      void job.finished.then(() => live.end());
      return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
    })
    .get(
      '/projects/:project/jobs/:job/live',
      zValidator('query', z.strictObject({ after: z.coerce.number().int().min(0).default(0) }), refuseMalformed),
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const found = lives.get(c.req.param('job'));
        if (found?.job.project !== handle.id) throw new ApiFailure('not-found', 'there is no such run');
        const arrays = await found.live.frame(c.req.valid('query').after, c.req.raw.signal);
        return arrays === null ? c.body(null, 204) : arrayResponse(arrays);
      },
    );
}
