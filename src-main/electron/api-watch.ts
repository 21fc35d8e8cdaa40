import { projectInfoSchema } from '../api/contract.ts';
import type { ApiHandler } from './scheme.ts';

const OPENED_OR_SAVED = /^\/api\/projects(?:\/[^/]+\/save)?$/;

/**
 * The same API, with an ear on it: `onProject` is called with the path of each project that was opened from or saved to
 * a file of the user's, for the system's list of recent ones.
 */
export function watchProjects(api: ApiHandler, onProject: (path: string) => void): ApiHandler {
  return {
    fetch: async (request) => {
      const response = await api.fetch(request);
      if (request.method !== 'POST' || !response.ok || !OPENED_OR_SAVED.test(new URL(request.url).pathname))
        return response;
      const { success, data } = projectInfoSchema.safeParse(await response.clone().json());
      if (success && !data.untitled && data.path !== null) onProject(data.path);
      return response;
    },
  };
}
