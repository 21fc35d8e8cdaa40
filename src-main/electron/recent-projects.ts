import { basename } from 'node:path';
import { type KnownProjects, shownFolder } from '../user-data/known-projects.ts';

/** As many as a menu shows without scrolling. */
const LIMIT = 12;

/** What the menu needs of the user's projects. */
export type RecentList = Pick<KnownProjects, 'list' | 'clear' | 'onChange'>;

/** An entry of the menu. */
export interface RecentProject {
  id: string;
  name: string;
  /** As the user knows it, for telling two of the same name apart; null in the user's data. */
  folder: string | null;
}

/** The projects that were opened or saved last, and with them what lies in the user's data: Untitled above all. */
export function recentProjects(known: RecentList): RecentProject[] {
  return known
    .list()
    .slice(0, LIMIT)
    .map((project) => ({
      id: project.id,
      name: project.kind === 'saved' ? basename(project.path) : basename(project.path, '.keycore'),
      folder: shownFolder(project),
    }));
}
