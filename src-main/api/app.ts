import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { analysisRoutes } from './analysis-routes.ts';
import { arrayRoutes } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { batchRoutes } from './batch.ts';
import { changeRoutes } from './changes.ts';
import { exportRoutes } from './exports.ts';
import { ApiFailure, failureAnswer } from './failure.ts';
import { curationRoutes } from './curation.ts';
import { curveFigureRoutes } from './curve-figures.ts';
import { figureMemoryRoutes } from './figure-memories.ts';
import { figureRoutes } from './figures.ts';
import { folderRoutes } from './folder.ts';
import { glossaryRoutes } from './glossary.ts';
import { hostRoutes } from './host.ts';
import { importRoutes } from './imports.ts';
import { jobRoutes } from './jobs.ts';
import { knownProjectRoutes } from './known-projects.ts';
import { mergeRoutes } from './merges.ts';
import { modeRoutes } from './modes.ts';
import { modelRoutes } from './models.ts';
import { movieRoutes } from './movies.ts';
import { previewRoutes } from './previews.ts';
import { placeRoutes } from './place.ts';
import { projectRoutes, receivedProjectRoutes } from './projects.ts';
import { provenanceRoutes } from './provenance.ts';
import { responseRoutes } from './response.ts';
import { sampleRoutes } from './samples.ts';
import { sampleTableRoutes } from './sample-table.ts';
import { simulationRoutes } from './simulations.ts';
import { smallBodies } from './small-body.ts';

type Routes = (context: ApiContext) => Hono;

/** These take files, of any length and never whole in memory, or have a limit of their own. */
const TAKING_FILES: readonly Routes[] = [
  receivedProjectRoutes,
  previewRoutes,
  importRoutes,
  figureMemoryRoutes,
  curveFigureRoutes,
  curationRoutes,
];

/** These take a little JSON or nothing. */
const TAKING_JSON: readonly Routes[] = [
  hostRoutes,
  glossaryRoutes,
  modelRoutes,
  folderRoutes,
  knownProjectRoutes,
  placeRoutes,
  projectRoutes,
  sampleTableRoutes,
  sampleRoutes,
  provenanceRoutes,
  arrayRoutes,
  modeRoutes,
  responseRoutes,
  analysisRoutes,
  batchRoutes,
  exportRoutes,
  figureRoutes,
  movieRoutes,
  simulationRoutes,
  mergeRoutes,
  jobRoutes,
  changeRoutes,
];

/**
 * The API between the window and the side that owns files and jobs: bodies of `contract.ts`, routes under /api. Who may
 * come in is the host's affair.
 */
export function createApi(context: ApiContext) {
  const answer = (error: unknown) => {
    const { body, status } = failureAnswer(error, context);
    return Response.json({ error: body }, { status });
  };
  const app = new Hono()
    .basePath('/api')
    .onError((error) => {
      // Hono's own refusals (a body that is no JSON) are the request's fault.
      if (error instanceof HTTPException && error.status < 500)
        return answer(new ApiFailure('bad-request', error.message));
      return answer(error);
    })
    .notFound(() => answer(new ApiFailure('not-found', 'there is no such route')));
  for (const routes of TAKING_FILES) app.route('/', routes(context));
  app.use('*', smallBodies(context.limits.jsonBytes));
  for (const routes of TAKING_JSON) app.route('/', routes(context));
  return app;
}

export type Api = ReturnType<typeof createApi>;
