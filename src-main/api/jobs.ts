import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Job } from '../jobs/job-board.ts';
import { jobEventSchema, jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';

function openJob(context: ApiContext, project: string, id: string): Job {
  const job = context.jobs.find(openHandle(context, project).id, id);
  if (job === undefined) throw new ApiFailure('not-found', 'there is no such job');
  return job;
}

/** Lines of JSON, one an event; a blank line now and then keeps the way open. */
function progressStream(job: Job, after: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const events = job.events(after, gone.signal);
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await events.next();
      if (done === true) controller.close();
      else
        controller.enqueue(encoder.encode(value === null ? '\n' : `${JSON.stringify(jobEventSchema.parse(value))}\n`));
    },
    cancel: () => gone.abort(),
  });
}

/** GET …/jobs, GET …/jobs/:job/progress?after=, DELETE …/jobs/:job (cancel). */
export function jobRoutes(context: ApiContext) {
  return new Hono()
    .get('/projects/:project/jobs', (c) => {
      const handle = openHandle(context, c.req.param('project'));
      return c.json({ jobs: context.jobs.list(handle.id).map(({ snapshot }) => jobInfoSchema.parse(snapshot)) });
    })
    .get(
      '/projects/:project/jobs/:job/progress',
      zValidator('query', z.strictObject({ after: z.coerce.number().int().min(0).default(0) }), refuseMalformed),
      (c) => {
        const job = openJob(context, c.req.param('project'), c.req.param('job'));
        return new Response(progressStream(job, c.req.valid('query').after), {
          headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
        });
      },
    )
    .delete('/projects/:project/jobs/:job', async (c) => {
      const job = openJob(context, c.req.param('project'), c.req.param('job'));
      job.cancel();
      await job.finished;
      return c.json(jobInfoSchema.parse(job.snapshot));
    });
}
