import { dirname, join } from 'node:path';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { shownPath } from '../api/projects.ts';
import { startSession } from '../api/session.ts';
import type { ApiLimits } from '../api/context.ts';
import { codeOf } from '../files/error-code.ts';
import { explainFileError } from '../project/file-error.ts';
import { type RunningServer, type ServerLimits, startServer } from './server.ts';

/** Folder of the built page (vite.config.ts). */
const PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'build', 'renderer');

export interface ServeOptions {
  /** Folder that the browser may list, open and save in. */
  root: string;
  /** 0 takes a free one. */
  port: number;
  /** Project to open at once. */
  project?: string | undefined;
  userData?: string | undefined;
  page?: string | undefined;
  apiLimits?: Partial<ApiLimits> | undefined;
  serverLimits?: Partial<ServerLimits> | undefined;
  log: (line: string) => void;
}

/** Where a project named on the command line really lies. */
function realPath(project: string) {
  try {
    return realpathSync(project);
  } catch (error) {
    throw explainFileError(error, project, 'opened');
  }
}

/** What a port that cannot be had means to the user. */
function explainListenError(error: unknown, port: number) {
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return new BadInput(`port ${port} is in use; choose another, or leave it out for a free one`, { field: '--port' });
  if (code === 'EACCES')
    return new BadInput(`port ${port} may not be used; choose one above 1023`, { field: '--port' });
  return error;
}

/** Starts Keycore for a browser on this machine. Throws `BadInput` for a wrong root, project or port. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { root, port, project, userData, log } = options;
  const session = startSession({ host: 'browser', root, userData, limits: options.apiLimits, log });
  try {
    if (project !== undefined) {
      // The user who started this has chosen it, so it may lie outside the root.
      const real = realPath(project);
      const handle = await session.context.projects.openFile(real, shownPath(real, session.context));
      session.beginWith(handle.id);
    }
    session.context.warm.startAhead();
    return await startServer({
      session,
      port,
      page: options.page ?? PAGE,
      log,
      limits: options.serverLimits,
    });
  } catch (error) {
    await session.close();
    throw explainListenError(error, port);
  }
}
