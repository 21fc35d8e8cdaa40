import type { KnownProjectInfo } from '../../src-main/api/known-projects-contract.ts';
import * as api from '../client/api.ts';
import { attempt } from './messages.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** The user's projects: those opened before, and those in the user's data, the latest first. */
class KnownProjects {
  /** Null until they were asked for. */
  list = $state.raw<readonly KnownProjectInfo[] | null>(null);
  /** Work that an earlier run has left unfinished in a project that this window does not show. */
  readonly unfinished = $derived(
    (this.list ?? []).filter(({ key, unfinished }) => unfinished.length > 0 && key !== workspace.project?.key),
  );

  async load(): Promise<void> {
    await attempt(async () => {
      this.list = await api.knownProjects();
    });
  }

  /** Takes a project out of the list; its file stays. */
  async forget({ id }: KnownProjectInfo): Promise<void> {
    if (await attempt(() => api.forgetKnown(id))) await this.load();
  }
}

export const knownProjects = new KnownProjects();
