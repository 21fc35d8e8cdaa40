import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import type { RunEnsemble } from '../ensemble/run-ensemble.ts';
import { TimeEstimate } from '../ensemble/time-estimate.ts';
import { arrayResponse } from './array-stream.ts';
import { jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, refuseMalformed } from './failure.ts';
import { LiveRuns } from './live-runs.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { liveJobsSchema, simulationRequestSchema } from './simulation-contract.ts';
import { checkSettings, describeSimulationForm } from './simulation-form.ts';
import { simulationResumption, startSimulation } from './simulation-job.ts';

/**
 * GET /simulations/form, POST /simulations/check; POST, GET /projects/:project/simulations; GET …/jobs/:job/live?after=.
 */
export function simulationRoutes(context: ApiContext, run: RunEnsemble) {
  const tools = { run, lives: new LiveRuns(), estimate: new TimeEstimate() };
  context.resumptions.add('simulate', simulationResumption(context, tools));
  return new Hono()
    .get('/simulations/form', described('', 'SimulationForm: JSON Schema of a configuration, models'), (c) =>
      c.json(describeSimulationForm()),
    )
    .post(
      '/simulations/check',
      described('a configuration of `simulate`', 'SettingsCheck: what is wrong with it, or what it comes to'),
      zValidator('json', z.unknown(), refuseMalformed),
      (c) => c.json(checkSettings(c.req.valid('json'), tools.estimate)),
    )
    .get('/projects/:project/simulations', described('', '`{ jobs }`: ids of those with a live route'), (c) => {
      const handle = openHandle(context, c.req.param('project'));
      return c.json(liveJobsSchema.parse({ jobs: tools.lives.of(handle.id) }));
    })
    .post(
      '/projects/:project/simulations',
      described('`{ settings, untilQlm? }`', '`{ job: JobInfo }`; 422 with `place.field`'),
      zValidator('json', simulationRequestSchema, refuseMalformed),
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        if (!handle.takesSamples)
          throw new ApiFailure(
            'read-only',
            `Nothing can be added to '${handle.name}'. ${handle.readOnlyReason ?? ''}`.trim(),
          );
        const job = await startSimulation(context, handle, c.req.valid('json'), tools);
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .get(
      '/projects/:project/jobs/:job/live',
      described(
        'query `after`: number of the last picture seen',
        '[arrays](#simulations); 204 where none are new for 10 s, or will be',
      ),
      zValidator('query', z.strictObject({ after: z.coerce.number().int().min(0).default(0) }), refuseMalformed),
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const live = tools.lives.find(handle.id, c.req.param('job'));
        if (live === undefined) throw new ApiFailure('not-found', 'there is no such run');
        const arrays = await live.frame(c.req.valid('query').after, c.req.raw.signal);
        return arrays === null ? c.body(null, 204) : arrayResponse(arrays);
      },
    );
}
