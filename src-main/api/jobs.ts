import { type Context, Hono } from 'hono';
import type { Job } from '../jobs/job-board.ts';
import { afterQuerySchema, jobEventSchema, jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { lineStream } from './line-stream.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { forgetUnfinished, resumeUnfinished, unfinishedJobs } from './unfinished.ts';
import { validated } from './validated.ts';

function noSuchJob() {
  return new ApiFailure('not-found', 'there is no such job');
}

function openJob(context: ApiContext, c: Context): Job {
  const job = context.jobs.find(openHandle(context, c).id, c.req.param('job') ?? '');
  if (job === undefined) throw noSuchJob();
  return job;
}

/** GET …/jobs, GET …/jobs/:job/progress?after=, POST …/jobs/:job/resume, DELETE …/jobs/:job (cancel or forget). */
export function jobRoutes(context: ApiContext) {
  return new Hono()
    .get('/projects/:project/jobs', described('', '`{ jobs: JobInfo[] }`'), (c) => {
      const handle = openHandle(context, c);
      const unfinished = unfinishedJobs(context, handle);
      const left = new Set(unfinished.map(({ id }) => id));
      const known = context.jobs.list(handle.id).filter(({ id }) => !left.has(id));
      return c.json({ jobs: [...unfinished, ...known.map(({ snapshot }) => jobInfoSchema.parse(snapshot))] });
    })
    .get(
      '/projects/:project/jobs/:job/progress',
      described('query `after`: number of the last event seen', 'NDJSON of JobEvent'),
      validated('query', afterQuerySchema),
      (c) => {
        const job = openJob(context, c);
        const { after } = c.req.valid('query');
        return lineStream(jobEventSchema, (signal) => job.events(after, signal));
      },
    )
    .post(
      '/projects/:project/jobs/:job/resume',
      described('', '`{ job: JobInfo }` of an unfinished job, under the same id'),
      async (c) => {
        const handle = openHandle(context, c);
        const job = await resumeUnfinished(context, handle, c.req.param('job'));
        if (job === undefined) throw noSuchJob();
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .delete(
      '/projects/:project/jobs/:job',
      described('', 'JobInfo, once the job has stopped or an unfinished one is forgotten'),
      async (c) => {
        const handle = openHandle(context, c);
        const forgotten = await forgetUnfinished(context, handle, c.req.param('job'));
        if (forgotten !== undefined) return c.json(forgotten);
        const job = openJob(context, c);
        job.cancel();
        await job.finished;
        return c.json(jobInfoSchema.parse(job.snapshot));
      },
    );
}
