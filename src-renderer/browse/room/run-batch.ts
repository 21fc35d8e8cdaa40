import type { BatchRequest } from '../../../src-main/api/batch-contract.ts';
import type { JobInfo } from '../../../src-main/api/contract.ts';
import * as browsing from '../../client/browsing.ts';
import { download } from '../../design/browser-files.ts';
import { jobs } from '../../state/jobs.svelte.ts';
import { attempt, messages } from '../../state/messages.svelte.ts';
import { workspace } from '../../state/workspace.svelte.ts';

/** Fetches what a batch has made, and tells of the samples that failed. */
async function ended(project: string, what: BatchRequest['what'], job: JobInfo) {
  if (job.error !== null && job.state === 'failed') messages.add(job.error.message);
  else if (job.state === 'done') messages.add(`${job.title}: done.`, 'notice');
  if (what === 'analysis' || job.state === 'cancelled') return;
  await attempt(async () => {
    const archive = await browsing.batchArchive(project, job.id);
    if (archive !== null) download(archive.content, archive.name);
  });
}

/** Starts a job on many samples; its progress is in the status strip, its files are downloaded when it is over. */
export async function runBatch(request: BatchRequest): Promise<boolean> {
  const project = workspace.project?.id;
  if (project === undefined) return false;
  return attempt(async () => {
    const job = await browsing.startBatch(project, request);
    jobs.follow(project, job, (last) => void ended(project, request.what, last));
  });
}
