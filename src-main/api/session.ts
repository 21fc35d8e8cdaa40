import { faultText } from '../files/fault-text.ts';
import { FigureArtist } from '../figures/figure-artist.ts';
import { FileReadings } from '../import/file-readings.ts';
import { TaskPool } from '../jobs/task-pool.ts';
import { JobBoard } from '../jobs/job-board.ts';
import { WarmWorkers } from '../jobs/warm-worker.ts';
import { workerEntry } from '../jobs/worker-entry.ts';
import { ConfinedFolder } from '../access/confined-path.ts';
import { PreviewedFiles } from '../access/previewed-files.ts';
import { ComputedModes } from '../library/computed-modes.ts';
import { FieldCache } from '../library/field-cache.ts';
import { ImportRecipes } from '../user-data/import-recipes.ts';
import { KnownProjects } from '../user-data/known-projects.ts';
import { LastPlace } from '../user-data/last-place.ts';
import { Notices } from '../user-data/notices.ts';
import { recoverCopies } from '../user-data/recovered-copies.ts';
import { OpenProjects } from '../library/open-projects.ts';
import { OwnModels } from '../library/own-models.ts';
import { SampleReports } from '../library/sample-reports.ts';
import { SampleLibrary } from '../library/sample-library.ts';
import { WorkSources } from '../library/work-sources.ts';
import { madeFolder, userDataFolder } from '../user-data/user-data.ts';
import { logToStandardError } from '../output/standard-streams.ts';
import { type Api, createApi } from './app.ts';
import { type ApiContext, type ApiLimits, DEFAULT_LIMITS } from './context.ts';
import { jobFailure } from './failure.ts';
import { removeOldUploads } from './upload.ts';

export interface SessionOptions {
  host: ApiContext['host'];
  /** Folder that may be read and written by path; none where files come by grant. */
  root?: string | undefined;
  grantedPath?: ApiContext['grantedPath'] | undefined;
  userData?: string | undefined;
  samplesFolder?: string | undefined;
  limits?: Partial<ApiLimits> | undefined;
  log?: ((text: string) => void) | undefined;
}

/** The main side of one running Keycore: its API, and what has to be ended with it. */
export interface Session {
  api: Api;
  context: ApiContext;
  /** Titles of the jobs, in any open project, that ending would stop. */
  runningJobs: () => string[];
  /** Lets the next window begin with an open project, where it was left if it was the last one. */
  beginWith: (project: string) => void;
  /** Stops the jobs, which can be taken up again, closes the projects, ends the workers. */
  close: () => Promise<void>;
}

/** What every host starts with. Throws `BadInput` when the root is no folder. */
export function startSession(options: SessionOptions): Session {
  const userData = madeFolder(options.userData ?? userDataFolder());
  removeOldUploads(userData);
  const sources = new WorkSources(userData);
  sources.removeOld();
  const log = options.log ?? logToStandardError;
  const notices = new Notices();
  const tell = (notice: string) => notices.add(notice);
  recoverCopies(userData, tell, log);
  const known = new KnownProjects(userData, tell);
  const place = new LastPlace(userData, tell);
  const projects = new OpenProjects(userData, known, options.samplesFolder);
  const context: ApiContext = {
    host: options.host,
    folder: options.root === undefined ? null : new ConfinedFolder(options.root),
    grantedPath: options.grantedPath ?? (() => null),
    userData,
    samplesFolder: options.samplesFolder,
    projects,
    known,
    place,
    notices,
    samples: new SampleLibrary(),
    reports: new SampleReports(),
    jobs: new JobBoard({
      explain: (error) => jobFailure(error, context),
      onChange: (project, changed) => projects.find(project)?.changes.mark(changed),
      onError: (error) => log(faultText(error)),
    }),
    sources,
    resumptions: new Map(),
    resuming: new Map(),
    // The window's own thread and the warm worker want a core too.
    pool: new TaskPool(1),
    movies: new TaskPool(1, { entry: workerEntry('movie-runner') }),
    readings: new FileReadings(),
    previews: new PreviewedFiles(),
    recipes: new ImportRecipes(userData, tell),
    warm: new WarmWorkers(),
    figures: new FigureArtist(),
    fields: new FieldCache(),
    modes: new ComputedModes(),
    ownModels: new OwnModels(),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    log,
  };
  return {
    api: createApi(context),
    context,
    runningJobs: () =>
      projects
        .list()
        .flatMap(({ id }) => context.jobs.list(id))
        .filter(({ isFinished }) => !isFinished)
        .map(({ snapshot }) => snapshot.title),
    beginWith: (id) => {
      const key = projects.find(id)?.key;
      const last = new URLSearchParams(place.read() ?? '').get('project');
      if (key !== undefined && key !== last) place.keep(new URLSearchParams({ project: key }).toString());
    },
    close: async () => {
      await context.jobs.interruptAll();
      await context.projects.closeAll();
      await Promise.all([
        context.pool.close(),
        context.readings.close(),
        context.warm.close(),
        context.figures.close(),
        context.movies.close(),
      ]);
      // After the readings: Windows removes no file that is being read.
      context.previews.close();
    },
  };
}
