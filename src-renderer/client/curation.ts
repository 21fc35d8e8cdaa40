import type {
  DeletionInfo,
  NoteRequest,
  ProvenanceSheet,
  PurgeAnswer,
  SampleNote,
  TagChange,
  TagList,
  TitleAnswer,
} from '../../src-main/api/curation-contract.ts';
import type { JobInfo } from '../../src-main/api/contract.ts';
import type { MergeOutcome, MergeRequest } from '../../src-main/api/merge-contract.ts';
import * as api from './api.ts';

const { DELETE, json, member, ofSample, post } = api;

const of = (project: string) => `projects/${project}`;

/** Empty: the name that it was given. */
export const rename = (address: api.SampleAddress, title: string) =>
  json<TitleAnswer>(`${ofSample(address)}/title`, post({ title }));
export const tags = (project: string) => member<TagList['tags']>('tags', `${of(project)}/tags`);
/** Gives what has changed; exchanged, it undoes that. */
export const changeTags = (project: string, change: TagChange) => json<TagChange>(`${of(project)}/tags`, post(change));
export const notes = (project: string) => member<SampleNote[]>('notes', `${of(project)}/notes`);
export const addNote = (project: string, note: NoteRequest) => json<SampleNote>(`${of(project)}/notes`, post(note));
/** Gives the note as it was. */
export const editNote = (project: string, id: number, note: Omit<NoteRequest, 'sample'>) =>
  json<SampleNote>(`${of(project)}/notes/${id}`, post(note));
export const removeNote = (project: string, id: number) => json<SampleNote>(`${of(project)}/notes/${id}`, DELETE);
export const deletions = (project: string) => member<DeletionInfo[]>('deletions', `${of(project)}/deletions`);
export const deleteSamples = (project: string, samples: readonly number[]) =>
  json<DeletionInfo>(`${of(project)}/deletions`, post({ samples }));
export const undoDeletion = (project: string, deletion: number) =>
  member<number[]>('samples', `${of(project)}/deletions/${deletion}`, DELETE);
export const restore = (project: string, samples: readonly number[]) =>
  member<number[]>('samples', `${of(project)}/restored`, post({ samples }));
export const purge = (project: string) => json<PurgeAnswer>(`${of(project)}/purged`, post({}));
export const provenance = (address: api.SampleAddress) => json<ProvenanceSheet>(`${ofSample(address)}/provenance`);
export const merge = (project: string, request: MergeRequest) =>
  member<JobInfo>('job', `${of(project)}/merges`, post(request));
/** What came of a merge that is done. */
export const mergeOutcome = (project: string, job: string) => json<MergeOutcome>(`${of(project)}/merges/${job}`);
