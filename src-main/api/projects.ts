import { type Context, Hono } from 'hono';
import { isAbsolute, relative, sep } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { GrantPurpose } from '../access/grants.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import {
  type OpenRequest,
  openRequestSchema,
  type ProjectInfo,
  projectInfoSchema,
  receivedQuerySchema,
  type FileRequest,
  fileRequestSchema,
} from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { described } from './route-description.ts';
import { receiveUpload } from './upload.ts';
import { validated } from './validated.ts';

/**
 * The file of a path inside the root or of a grant for that purpose: where it is, and how the user knows it. One to be
 * read has to be there.
 */
export function namedFile(
  request: FileRequest,
  purpose: GrantPurpose,
  context: ApiContext,
): { path: string; shown: string } {
  if ('path' in request) {
    if (context.folder === null)
      throw new ApiFailure('forbidden', 'this host takes files from its dialogs, not by path');
    const path = purpose === 'read' ? context.folder.existing(request.path) : context.folder.toBeMade(request.path);
    return { path, shown: context.folder.shown(path) || '.' };
  }
  const path = context.grantedPath(request.grant, purpose);
  if (path === null) throw new ApiFailure('forbidden', 'the choice of this file has expired; choose it again');
  return { path, shown: path };
}

/** The open project of a route; throws 404. */
export function openHandle({ projects }: ApiContext, c: Context): ProjectHandle {
  const handle = projects.find(c.req.param('project') ?? '');
  if (handle === undefined) throw new ApiFailure('not-found', 'this project is not open; open it again');
  return handle;
}

/** Throws 409 for a project that takes no samples. */
export function requireRoom({ takesSamples, name, readOnlyReason }: ProjectHandle): void {
  if (!takesSamples)
    throw new ApiFailure('read-only', `Nothing can be added to '${name}'. ${readOnlyReason ?? ''}`.trim());
}

export function projectInfo(handle: ProjectHandle): ProjectInfo {
  const { id, key, name, shownPath, origin, mode, readOnlyReason, notices, project } = handle;
  return projectInfoSchema.parse({
    id,
    key,
    name,
    path: shownPath,
    untitled: origin === 'untitled',
    example: origin === 'example',
    mode,
    readOnlyReason,
    notices,
    samples: project.countSamples(),
    revision: handle.changes.revision,
  });
}

/** The same error, of the file as its sender calls it. */
function underName(error: unknown, path: string, name: string) {
  if (!(error instanceof BadInput)) return error;
  return BadInput.retold(error.message.replaceAll(path, name), { ...error.place, file: name });
}

/** A file as the user knows it: by its path inside the root, or its whole path. */
export function shownPath(real: string, { folder }: Pick<ApiContext, 'folder'>): string {
  const inside = folder === null ? null : relative(folder.root, real);
  return inside === null || inside.startsWith('..') || isAbsolute(inside) ? real : inside.split(sep).join('/');
}

async function openKnown(id: string, context: ApiContext) {
  const path = context.known.pathOf(id);
  if (path === null) throw new ApiFailure('not-found', 'this project is not known here; open it by its file');
  return context.projects.openKnown(path, shownPath(path, context));
}

async function open(request: OpenRequest, context: ApiContext) {
  if ('untitled' in request) return context.projects.openUntitled();
  if ('shipped' in request) return context.projects.openShipped(request.shipped);
  if ('known' in request) return openKnown(request.known, context);
  const { path, shown } = namedFile(request, 'read', context);
  try {
    return await context.projects.openFile(path, shown);
  } catch (error) {
    throw underName(error, path, shown);
  }
}

/** POST /projects/received: the bytes of a project, streamed into the user's data. */
export function receivedProjectRoutes(context: ApiContext) {
  return new Hono().post(
    '/projects/received',
    described('query `name`; the bytes of a .keycore file', 'ProjectInfo of a copy in the user’s data, now open'),
    validated('query', receivedQuerySchema),
    async (c) => {
      const { name } = c.req.valid('query');
      const { path, remove } = await receiveUpload(c.req.raw, context.userData, context.limits);
      try {
        return c.json(projectInfo(await context.projects.openReceived(path, name)));
      } catch (error) {
        throw underName(error, path, name);
      } finally {
        await remove();
      }
    },
  );
}

/** GET, POST /projects; DELETE /projects/:project; POST /projects/:project/save. */
export function projectRoutes(context: ApiContext) {
  return new Hono()
    .get('/projects', described('', '`{ projects: ProjectInfo[] }`: those that are open'), (c) =>
      c.json({ projects: context.projects.list().map(projectInfo) }),
    )
    .post(
      '/projects',
      described(
        '`{ path }`, `{ grant }`, `{ known }`, `{ shipped }` or `{ untitled: true }`',
        'ProjectInfo of the project, now open',
      ),
      validated('json', openRequestSchema),
      async (c) => c.json(projectInfo(await open(c.req.valid('json'), context))),
    )
    .get('/projects/:project', described('', 'ProjectInfo'), (c) => c.json(projectInfo(openHandle(context, c))))
    .delete('/projects/:project', described('', '`{}`: closed by this window; the file stays'), async (c) => {
      const handle = openHandle(context, c);
      // What other windows show stays; the last to leave ends the jobs.
      if (handle.openings === 1) await context.jobs.interruptAll(handle.id);
      await context.projects.close(handle);
      return c.json({});
    })
    .post(
      '/projects/:project/save',
      described('`{ path }` or `{ grant }` of a new file', 'ProjectInfo'),
      validated('json', fileRequestSchema),
      async (c) => {
        const handle = openHandle(context, c);
        const { path, shown } = namedFile(c.req.valid('json'), 'save', context);
        await context.projects.saveAs(handle, path, shown);
        // What the former file could not keep.
        await context.reports.keepHeld(handle);
        return c.json(projectInfo(handle));
      },
    );
}
