import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { pinnedIndices } from '../../native-workers/analysis/elasticity/pinned-ids.ts';
import { responseFieldsTask, responseTask } from '../../native-workers/tasks/response.contract.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { arrayResponse } from './array-stream.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';
import { pinnedRequestSchema, strainResponseSchema } from './response-contract.ts';
import { described } from './route-description.ts';
import { factsOf } from './samples.ts';

/** Ids of the particles of a sample, ascending. */
function idsOf({ project }: ProjectHandle, number: number): Int32Array {
  const { data } = project.readField(number, 'ids');
  if (data instanceof Int32Array) return data;
  throw new Error(`sample ${number} holds ids of another type`);
}

/**
 * POST …/samples/:sample/response and …/response/fields: how a stored sample answers strain with particles pinned, on
 * the warm worker that keeps its factorisation. Bad ids and unstable samples are bad input.
 */
export function responseRoutes(context: ApiContext) {
  const pinned = zValidator('json', pinnedRequestSchema, refuseMalformed);
  return new Hono()
    .post(
      '/projects/:project/samples/:sample/response',
      described('`{ pinned: id[] }`', 'StrainResponse: curvature, harmonics and summary of G(θ), milliseconds'),
      pinned,
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const facts = factsOf(context, handle, c.req.param('sample'));
        const indices = pinnedIndices(idsOf(handle, facts.numbers.number), c.req.valid('json').pinned);
        const found = await context.warm.run(warmSource(handle, facts), responseTask, { pinned: indices });
        return c.json(strainResponseSchema.parse(found));
      },
    )
    .post(
      '/projects/:project/samples/:sample/response/fields',
      described(
        '`{ pinned: id[] }`',
        'array `nonAffine` (4 × N × 2): displacement beyond the affine one for unit ε_xx, ε_xy, ε_yx, ε_yy',
      ),
      pinned,
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const facts = factsOf(context, handle, c.req.param('sample'));
        const { number, particles } = facts.numbers;
        const indices = pinnedIndices(idsOf(handle, number), c.req.valid('json').pinned);
        const data = await context.warm.run(warmSource(handle, facts), responseFieldsTask, { pinned: indices });
        return arrayResponse([{ name: 'nonAffine', data, shape: [4, particles, 2], unit: 'σ' }]);
      },
    );
}
