import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { LRUCache } from 'lru-cache';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { SamplesFailed } from '../import/samples-failed.ts';
import type { JobContext } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { analyseAndKeep } from './analysis-job.ts';
import { ARCHIVE_FILE, type BatchWork, makeArchive, memberMaker, withEach } from './batch-archive.ts';
import { type Batch, batchSchema } from './batch-contract.ts';
import type { ApiContext } from './context.ts';
import { jobInfoSchema } from './contract.ts';
import { attachment } from './exports.ts';
import { ApiFailure } from './failure.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { malformed, validated } from './validated.ts';

/** An archive that a batch has made. */
interface Archive {
  project: string;
  name: string;
  folder: string;
}

/** The last ones are kept. */
const MOST_ARCHIVES = 4;

const TITLES = { export: 'Export', figures: 'Figures' } as const;

/** What an analysis is called, and what it does with a sample. Throws `BadInput` for one that there is not. */
function analysisWork(context: ApiContext, { analysis: name, settings }: Extract<Batch, { what: 'analysis' }>) {
  const analysis = analysisNamed(name);
  if (analysis?.policy !== 'kept') throw new BadInput(`there is no analysis ${quoted(name)}`, { field: 'analysis' });
  const parsed = analysis.settings.safeParse(settings);
  if (!parsed.success) throw malformed(parsed.error);
  analysis.check?.(parsed.data);
  const work: BatchWork = (sample, signal) => analyseAndKeep(context, sample, analysis, parsed.data, { signal });
  return { title: analysis.heading, work };
}

/** POST …/batch: a job that does something with many samples; GET …/batch/:job: the archive that it has made. */
export function batchRoutes(context: ApiContext) {
  const archives = new LRUCache<string, Archive>({
    max: MOST_ARCHIVES,
    dispose: ({ folder }) => void rm(folder, { recursive: true, force: true }),
  });
  /** Title and work of the job. */
  const jobOf = (handle: ProjectHandle, batch: Batch) => {
    if (batch.what === 'analysis') {
      const { title, work } = analysisWork(context, batch);
      return { title, work: (job: JobContext) => withEach(context, handle, batch.samples, job, work) };
    }
    const membersOf = memberMaker(context, batch);
    const work = async (job: JobContext, id: string) => {
      const { folder, failures } = await makeArchive(context, handle, batch.samples, job, membersOf);
      archives.set(id, { project: handle.id, name: `${handle.name}-${batch.what}.zip`, folder });
      return failures;
    };
    return { title: TITLES[batch.what], work };
  };
  return new Hono()
    .post(
      '/projects/:project/batch',
      described(
        '`{ samples: "1-30,77", what }`, and with `analysis`: its name as `analysis`, `settings`; `export`: `query` of an export; `figures`: FigureRequest as `request`',
        '202 `{ job: JobInfo }`: does it with each sample; those that fail are told at the end',
      ),
      validated('json', batchSchema),
      (c) => {
        const handle = openHandle(context, c);
        const batch = c.req.valid('json');
        const { title, work } = jobOf(handle, batch);
        const [first] = batch.samples;
        const job = context.jobs.start({
          project: handle.id,
          title: `${title} of ${batch.samples.length === 1 ? `sample ${first}` : `${batch.samples.length} samples`}`,
          work: async (jobContext) => {
            const failures = await work(jobContext, job.id);
            if (failures.length > 0) throw new SamplesFailed(failures);
          },
        });
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .get(
      '/projects/:project/batch/:job',
      described('', 'the archive that the job has made, as a download'),
      async (c) => {
        const archive = archives.get(c.req.param('job'));
        if (archive?.project !== openHandle(context, c).id)
          throw new ApiFailure('not-found', 'there is no archive of this job any more');
        const content = await openAsBlob(join(archive.folder, ARCHIVE_FILE));
        return new Response(content.stream(), {
          headers: {
            'content-type': 'application/zip',
            'content-length': String(content.size),
            'content-disposition': attachment(archive.name),
            'cache-control': 'no-store',
          },
        });
      },
    );
}
