import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { arrayResponse } from './array-stream.ts';
import { displacementArrays, namesQuerySchema } from './arrays.ts';
import { jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';
import { keptPseudoModesSchema, pseudoModesRequestSchema } from './pseudo-modes-contract.ts';
import { startPseudoModes } from './pseudo-modes-job.ts';
import { described } from './route-description.ts';
import { factsOf } from './samples.ts';

/** A whole number of a route; one that no search and no mode has for anything else. */
function numberOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}

/** POST, GET …/samples/:sample/pseudo-modes and GET …/pseudo-modes/:search/:mode/arrays?names=. */
export function pseudoModesRoutes(context: ApiContext) {
  return new Hono()
    .post(
      '/projects/:project/samples/:sample/pseudo-modes',
      described(
        'settings of [`pseudo-modes`](pseudo-modes.md): `{ count?, starts?, … }`',
        '`{ job: JobInfo }`; the modes are kept in the project',
      ),
      zValidator('json', pseudoModesRequestSchema, refuseMalformed),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const { numbers } = factsOf(context, handle, c.req.param('sample'));
        if (handle.project.mode === 'read')
          throw new ApiFailure(
            'read-only',
            `Nothing can be added to '${handle.name}'. ${handle.readOnlyReason ?? ''}`.trim(),
          );
        const job = startPseudoModes(context, handle, numbers.number, c.req.valid('json'));
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .get(
      '/projects/:project/samples/:sample/pseudo-modes',
      described('', '`{ search, storedAt, report }` kept last, or null'),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const { numbers } = factsOf(context, handle, c.req.param('sample'));
        return c.json(keptPseudoModesSchema.parse(handle.project.lastPseudoModes(numbers.number)));
      },
    )
    .get(
      '/projects/:project/samples/:sample/pseudo-modes/:search/:mode/arrays',
      described('query `names`, separated by commas', 'arrays, as of a mode'),
      zValidator('query', namesQuerySchema, refuseMalformed),
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const facts = factsOf(context, handle, c.req.param('sample'));
        const { number } = facts.numbers;
        const [search, mode] = [numberOf(c.req.param('search')), numberOf(c.req.param('mode'))];
        const displacement = (): Float64Array => {
          const field = handle.project.readPseudoMode(number, search, mode);
          if (field !== null) return field;
          throw new ApiFailure('not-found', `sample ${number} has no such pseudo-harmonic mode`);
        };
        const source = { name: `pseudo ${search} ${mode}`, displacement };
        return arrayResponse(await displacementArrays(c.req.valid('query').names, source, handle, facts, context));
      },
    );
}
