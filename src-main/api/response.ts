import { Hono } from 'hono';
import { pinnedIndices } from '../../native-workers/analysis/elasticity/pinned-ids.ts';
import { responseFieldsTask, responseTask } from '../../native-workers/tasks/warm-task.ts';
import { arrayReader } from '../library/analysis-sample.ts';
import { arrayResponse } from './array-stream.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { pinnedRequestSchema, strainResponseSchema } from './response-contract.ts';
import { described } from './route-description.ts';
import { type OpenSample, openSample } from './samples.ts';
import { validated } from './validated.ts';

/** Ids of the particles of a sample, ascending. */
function idsOf({ handle, facts: { numbers } }: OpenSample) {
  return arrayReader(handle.project, numbers.number)('ids', Int32Array);
}

/**
 * POST …/samples/:sample/response and …/response/fields: how a stored sample answers strain with particles pinned, on
 * the warm worker that keeps its factorisation. Bad ids and unstable samples are bad input.
 */
export function responseRoutes(context: ApiContext) {
  const pinned = validated('json', pinnedRequestSchema);
  return new Hono()
    .post(
      '/projects/:project/samples/:sample/response',
      described('`{ pinned: id[] }`', 'StrainResponse: curvature, harmonics and summary of G(θ), milliseconds'),
      pinned,
      async (c) => {
        const sample = openSample(context, c);
        const indices = pinnedIndices(idsOf(sample), c.req.valid('json').pinned);
        const found = await context.warm.run(warmSource(sample), responseTask, { pinned: indices });
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
        const sample = openSample(context, c);
        const indices = pinnedIndices(idsOf(sample), c.req.valid('json').pinned);
        const data = await context.warm.run(warmSource(sample), responseFieldsTask, { pinned: indices });
        return arrayResponse([{ name: 'nonAffine', data, shape: [4, sample.facts.numbers.particles, 2], unit: 'σ' }]);
      },
    );
}
