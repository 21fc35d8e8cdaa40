import type { BatchRequest } from '../../src-main/api/batch-contract.ts';
import type { JobInfo } from '../../src-main/api/contract.ts';
import type { FoundQuery, SampleTable } from '../../src-main/api/sample-table-contract.ts';
import * as api from './api.ts';
import type { Arrays } from './safetensors.ts';

const { arraysOf, json, member, namedFile, ofSample, post, send, withQuery } = api;

/** Numbers of the samples that a filter lets through, in order. */
export const foundSamples = (project: string, query: FoundQuery, signal: AbortSignal) =>
  member<number[]>('numbers', withQuery(`projects/${project}/found`, query), { signal });
/** Values of columns of all samples. */
export const sampleTable = (project: string, columns: readonly string[], signal: AbortSignal) =>
  json<SampleTable>(withQuery(`projects/${project}/table`, { columns: columns.join(',') }), { signal });
/** Ψ of a sample as a small picture: `vibrability` row by row, `size` its width and height; null where there is none. */
export async function sampleThumbnail(address: api.SampleAddress, pixels: number): Promise<Arrays | null> {
  const answer = await send(withQuery(`${ofSample(address)}/thumbnail`, { pixels }));
  return answer.status === 204 ? null : arraysOf(answer);
}
/** Starts a job that does something with many samples. */
export const startBatch = (project: string, request: BatchRequest) =>
  member<JobInfo>('job', `projects/${project}/batch`, post(request));

/** What a batch has made; null where there is nothing. */
export async function batchArchive(project: string, job: string): Promise<{ content: Blob; name: string } | null> {
  try {
    return await namedFile(await send(`projects/${project}/batch/${job}`));
  } catch (error) {
    if (error instanceof api.RequestFailure && error.status === 404) return null;
    throw error;
  }
}
