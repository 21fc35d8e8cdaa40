import { Hono } from 'hono';
import { z } from 'zod';
import { TimeEstimate } from '../ensemble/time-estimate.ts';
import { arrayResponse } from './array-stream.ts';
import { afterQuerySchema, jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { openHandle, requireRoom } from './projects.ts';
import { described } from './route-description.ts';
import { simulationRequestSchema } from './simulation-contract.ts';
import { checkSettings, describeSimulationForm } from './simulation-form.ts';
import { simulationResumption, type SimulationTools, startSimulation } from './simulation-job.ts';
import { validated } from './validated.ts';

/**
 * GET /simulations/form, POST /simulations/check; POST, GET /projects/:project/simulations; GET …/jobs/:job/live?after=.
 */
export function simulationRoutes(context: ApiContext) {
  const tools: SimulationTools = { lives: new Map(), estimate: new TimeEstimate() };
  context.resumptions.set('simulate', simulationResumption(context, tools));
  return new Hono()
    .get('/simulations/form', described('', 'SimulationForm: JSON Schema of a configuration, models'), (c) =>
      c.json(describeSimulationForm()),
    )
    .post(
      '/simulations/check',
      described('a configuration of `simulate`', 'SettingsCheck: what is wrong with it, or what it comes to'),
      validated('json', z.unknown()),
      (c) => c.json(checkSettings(c.req.valid('json'), tools.estimate)),
    )
    .get('/projects/:project/simulations', described('', '`{ jobs }`: ids of those with a live route'), (c) => {
      const handle = openHandle(context, c);
      const jobs = [...tools.lives.keys()].filter(({ project }) => project === handle.id);
      return c.json({ jobs: jobs.map(({ id }) => id) });
    })
    .post(
      '/projects/:project/simulations',
      described('`{ settings, untilQlm? }`', '`{ job: JobInfo }`; 422 with `place.field`'),
      validated('json', simulationRequestSchema),
      async (c) => {
        const handle = openHandle(context, c);
        requireRoom(handle);
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
      validated('query', afterQuerySchema),
      async (c) => {
        const handle = openHandle(context, c);
        const id = c.req.param('job');
        const job = [...tools.lives.keys()].find((each) => each.id === id && each.project === handle.id);
        const live = job && tools.lives.get(job);
        if (live === undefined) throw new ApiFailure('not-found', 'there is no such run');
        const arrays = await live.frame(c.req.valid('query').after, c.req.raw.signal);
        return arrays === null ? c.body(null, 204) : arrayResponse(arrays);
      },
    );
}
