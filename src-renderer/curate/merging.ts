import type { MergeOutcome, MergeRequest } from '../../src-main/api/merge-contract.ts';
import * as api from '../client/api.ts';
import * as requests from '../client/curation.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { refreshSamples, switchProject } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { countedSamples } from './curation.svelte.ts';

function counted(count: number, noun: string) {
  return count === 0 ? [] : [`${count} ${count === 1 ? noun : `${noun}s`}`];
}

/** What came of a merge, for the user: "3 samples came, with 2 reports. Left out: 4 samples of b.keycore: …". */
export function mergeText({ file, samples, enriched, reports, tags, notes, skipped }: MergeOutcome): string {
  const beside = [...counted(reports, 'report'), ...counted(tags, 'tag'), ...counted(notes, 'note')];
  const withThem = beside.length === 0 ? '' : `, with ${beside.join(', ')}`;
  const more =
    enriched === 0 ? '' : `; ${countedSamples(enriched)} that ${enriched === 1 ? 'was' : 'were'} here got some of them`;
  const head =
    file === null
      ? `${countedSamples(samples)} came${withThem}${more}.`
      : `‘${file}’ has ${countedSamples(samples)}${withThem}.`;
  const left = skipped.map(
    ({ from, samples: count, reason }) => `${countedSamples(count)}${from === '' ? '' : ` of ${from}`}: ${reason}`,
  );
  return left.length === 0 ? head : `${head} ${file === null ? 'Left out' : 'Of these'}: ${left.join('; ')}.`;
}

/** Merges projects, as a job, and says what came of it once that is done. Whether it was begun. */
export async function startMerge(request: MergeRequest): Promise<boolean> {
  const { project } = workspace;
  if (project === null) return false;
  return attempt(async () => {
    const job = await requests.merge(project.id, request);
    void jobs.reload();
    void attempt(() => tellOutcome(project.id, job.id, request));
  });
}

async function tellOutcome(project: string, job: string, { into }: MergeRequest) {
  const { signal } = new AbortController();
  let state = '';
  for await (const event of await api.jobEvents(project, job, 0, signal)) {
    ({ state } = event.job);
    if (event.job.error !== null && state === 'failed') messages.add(event.job.error.message);
  }
  if (state !== 'done') return;
  const outcome = await requests.mergeOutcome(project, job);
  const open = into === undefined ? undefined : { label: 'Open it', run: () => void switchProject(into) };
  messages.add(mergeText(outcome), 'notice', open);
  await refreshSamples();
}
