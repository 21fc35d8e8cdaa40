import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { analysisRoutes } from './analysis-routes.ts';
import { arrayRoutes } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { changeRoutes } from './changes.ts';
import { exportRoutes } from './exports.ts';
import { ApiFailure, failureAnswer } from './failure.ts';
import { folderRoutes } from './folder.ts';
import { hostRoutes } from './host.ts';
import { importRoutes } from './imports.ts';
import { jobRoutes } from './jobs.ts';
import { knownProjectRoutes } from './known-projects.ts';
import { modeRoutes } from './modes.ts';
import { placeRoutes } from './place.ts';
import { projectRoutes, receivedProjectRoutes } from './projects.ts';
import { responseRoutes } from './response.ts';
import { sampleRoutes } from './samples.ts';
import { simulationRoutes } from './simulations.ts';
import { smallBodies } from './small-body.ts';

/**
 * The API between the window and the side that owns files and jobs: bodies of `contract.ts`, routes under /api. Who may
 * come in is the host's affair.
 */
export function createApi(context: ApiContext) {
  const answer = (error: unknown) => {
    const { body, status } = failureAnswer(error, context);
    return Response.json({ error: body }, { status });
  };
  // Routes named before it take files, of any length and never whole in memory; those after it a little JSON or nothing.
  const small = smallBodies(context.limits.jsonBytes);
  return new Hono()
    .basePath('/api')
    .onError((error) => {
      // Hono's own refusals (a body that is no JSON) are the request's fault.
      if (error instanceof HTTPException && error.status < 500)
        return answer(new ApiFailure('bad-request', error.message));
      return answer(error);
    })
    .notFound(() => answer(new ApiFailure('not-found', 'there is no such route')))
    .route('/', receivedProjectRoutes(context))
    .route('/', importRoutes(context))
    .use('*', small)
    .route('/', hostRoutes(context))
    .route('/', folderRoutes(context))
    .route('/', knownProjectRoutes(context))
    .route('/', placeRoutes(context))
    .route('/', projectRoutes(context))
    .route('/', sampleRoutes(context))
    .route('/', arrayRoutes(context))
    .route('/', modeRoutes(context))
    .route('/', responseRoutes(context))
    .route('/', analysisRoutes(context))
    .route('/', exportRoutes(context))
    .route('/', simulationRoutes(context))
    .route('/', jobRoutes(context))
    .route('/', changeRoutes(context));
}

/** For hono's typed client: `hc<Api>(base)`. */
export type Api = ReturnType<typeof createApi>;
