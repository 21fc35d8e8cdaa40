import type { FieldsOutput } from '../../native-workers/analysis/warm/derived-fields.ts';
import type { ConfinedFolder } from '../access/confined-path.ts';
import type { FigureArtist } from '../figures/figure-artist.ts';
import type { FileReadings } from '../import/file-readings.ts';
import type { GrantPurpose } from '../access/grants.ts';
import type { ImportRecipes } from '../user-data/import-recipes.ts';
import type { KnownProjects } from '../user-data/known-projects.ts';
import type { LastPlace } from '../user-data/last-place.ts';
import type { Notices } from '../user-data/notices.ts';
import type { PreviewedFiles } from '../access/previewed-files.ts';
import type { OpenProjects } from '../library/open-projects.ts';
import type { Job, JobBoard } from '../jobs/job-board.ts';
import type { TaskPool } from '../jobs/task-pool.ts';
import type { WarmWorkers } from '../jobs/warm-worker.ts';
import type { WorkSources } from '../library/work-sources.ts';
import type { OwnModels } from '../library/own-models.ts';
import type { ComputedModes } from '../library/computed-modes.ts';
import type { FieldCache } from '../library/field-cache.ts';
import type { SampleReports } from '../library/sample-reports.ts';
import type { SampleLibrary } from '../library/sample-library.ts';
import type { Resumption } from './unfinished-resumptions.ts';

/** Bounds on what is taken from outside. */
export const DEFAULT_LIMITS = {
  /** Largest uploaded file, compressed as it comes. */
  uploadBytes: 4 * 2 ** 30,
  /** An upload that sends nothing for this long is given up. */
  uploadPauseMs: 30_000,
  /** Largest JSON body. */
  jsonBytes: 64 * 2 ** 10,
  /** Largest JSON body that lists samples: a hundred thousand numbers. */
  listsBytes: 2 ** 20,
  /** Largest JSON body of curves: 20 lines of 20,000 numbers. */
  curvesBytes: 8 * 2 ** 20,
};

export type ApiLimits = typeof DEFAULT_LIMITS;

/** Everything the routes work with; a host makes one (see `session.ts`). */
export interface ApiContext {
  host: 'browser' | 'desktop' | 'test';
  /** What may be listed, opened and saved by path; null where files come by grant. */
  folder: ConfinedFolder | null;
  /** Path of a file granted for a purpose, or null; hosts without dialogs grant nothing. */
  grantedPath: (grant: string, purpose: GrantPurpose) => string | null;
  userData: string;
  /** Folder of the shipped samples, where it is not `assets/`. */
  samplesFolder: string | undefined;
  projects: OpenProjects;
  /** The user's projects under names that outlive this run. */
  known: KnownProjects;
  /** Where a window was last. */
  place: LastPlace;
  /** What the next window tells the user. */
  notices: Notices;
  samples: SampleLibrary;
  /** Reports of analyses, kept in projects or held. */
  reports: SampleReports;
  jobs: JobBoard;
  /** Where unfinished work has its files. */
  sources: WorkSources;
  /** Who takes up what, by the kind of the work; filled by the routes that begin work of a kind. */
  resumptions: Map<string, Resumption>;
  /** Work that is being taken up, by project and id: two windows that ask for it get the one job. */
  resuming: Map<string, Promise<Job>>;
  pool: TaskPool;
  /** Computes what movies are painted from. */
  movies: TaskPool;
  readings: FileReadings;
  /** Files that were looked at and not imported yet. */
  previews: PreviewedFiles;
  /** What was said of imported files. */
  recipes: ImportRecipes;
  warm: WarmWorkers;
  /** Draws figures. */
  figures: FigureArtist;
  /** What was made of modes that were looked at lately: going back to one is instant. */
  fields: FieldCache<FieldsOutput>;
  /** Displacements of modes that no project stores. */
  modes: ComputedModes;
  /** User-defined models that files may be of. */
  ownModels: OwnModels;
  limits: ApiLimits;
  /** Takes what the user is not told: stacks of our own faults. */
  log: (text: string) => void;
}
