import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { saveCheckpoint } from '../project/checkpoints.ts';
import { insertCopy } from '../project/copy-reports.ts';
import { insertDeleted, type DeletedSample } from '../project/deletions.ts';
import { insertFailure } from '../project/failures.ts';
import { ALLOTMENTS, insertJob } from '../project/jobs.ts';
import { makeNewFile, sync } from '../project/new-file.ts';
import { addNote } from '../project/notes.ts';
import { emptyProject } from '../project/open-project.ts';
import type { Project } from '../project/project.ts';
import { storeSample, type StoredSample } from '../project/samples.ts';
import { explainSqliteError, type Connection } from '../project/sqlite.ts';
import { addTag } from '../project/tags.ts';
import { renameSample } from '../project/titles.ts';
import { byText, planMerge, type Candidate, type MergePlan, type SourceSample } from './merge-plan.ts';

/** What came of it. */
export interface MergeResult {
  jobs: number;
  samples: number;
  /** Results that were in the projects more than once. */
  repeated: number;
  failed: number;
  /** Sample numbers with neither a result nor a failure. */
  missing: number;
  /** Of the samples those that one of the projects has deleted, and that can be restored; and those deleted for good. */
  deleted: number;
  deletedForGood: number;
  /** Reports that were stored, by the name of their analysis; no entry where there are none. */
  reports: Readonly<Record<string, number>>;
  /** Tags and notes, and the results of more than one file. */
  tags: number;
  notes: number;
}

export interface MergeWatch {
  signal?: AbortSignal;
  /** Samples written, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** A sample with what is stored beside its fields, deleted or not. */
function sampleOf({ project, numbers: { number } }: Candidate) {
  return project.withDeleted(() => ({ ...project.readSample(number), traces: project.readTraces(number) }));
}

/** The richest result; what a file said of the same particles is taken from another one where it lacks that. */
function richest([first, ...others]: readonly Candidate[]) {
  const chosen = sampleOf(first);
  const file = first.fromFile ? undefined : others.find(({ fromFile }) => fromFile);
  if (file === undefined) return chosen;
  const read = sampleOf(file);
  const { ids } = chosen.configuration;
  if (!read.configuration.ids.every((id, index) => id === ids[index])) return chosen;
  return { ...chosen, frameInfo: read.frameInfo, columns: read.columns };
}

/**
 * Reports of all analyses on one structure, in whichever project, oldest first: those that name its particles alike.
 */
function reportsOn(candidates: readonly Candidate[], { configuration }: StoredSample) {
  return candidates
    .flatMap(({ project, numbers: { number } }) =>
      project.withDeleted(() => {
        const found = project.copiesOfReports(number);
        if (found.length === 0) return [];
        const ids = project.readField(number, 'ids').data;
        return configuration.ids.every((id, index) => id === ids[index]) ? found : [];
      }),
    )
    .sort(({ row: a }, { row: b }) => byText(a.storedAt, b.storedAt));
}

/** What a project has beside results and their reports. */
function besideOf(project: Project) {
  return project.withDeleted(() => {
    const tags: ReadonlyMap<number | null, string[]> = project.listTags();
    return {
      tags,
      notes: project.listNotes(),
      titles: project.listTitles(),
      hexatic: project.listHexatic(),
      failures: project.listFailures(),
    };
  });
}

/** Where something may belong: a sample of a project, or with null the project itself. */
interface Place {
  project: Project;
  number: number | null;
}

/** Writes what is planned into an empty project. */
async function write(
  target: Connection,
  { jobs, found, repeated }: MergePlan,
  projects: readonly Project[],
  { signal, onProgress }: MergeWatch,
) {
  const beside = new Map(projects.map((project) => [project, besideOf(project)]));
  const reports: Record<string, number> = {};
  const result = {
    jobs: jobs.length,
    samples: 0,
    repeated,
    failed: 0,
    missing: 0,
    reports,
    tags: 0,
    notes: 0,
    deleted: 0,
    deletedForGood: 0,
  };
  const deleted: DeletedSample[] = [];

  /** What `read` finds beside each of several places. */
  function foundAt<T>(places: readonly Place[], read: (of: ReturnType<typeof besideOf>, number: number | null) => T[]) {
    return places.flatMap(({ project, number }) => {
      const of = beside.get(project);
      return of === undefined ? [] : read(of, number);
    });
  }

  /** Those written in several copies of a file at the same moment are one. */
  function addNotes(sample: number | null, places: readonly Place[]) {
    const all = foundAt(places, ({ notes }, number) => notes.filter((note) => note.sample === number));
    const notes = new Map(all.map((note) => [`${note.writtenAt} ${note.text}`, note]));
    for (const [, { writtenAt, text }] of [...notes].sort(([a], [b]) => byText(a, b)))
      addNote(target, sample, text, writtenAt);
    result.notes += notes.size;
  }

  function addSample(number: number, candidates: readonly Candidate[]) {
    const sample = richest(candidates);
    const hexatic = candidates.flatMap((each) => beside.get(each.project)?.hexatic.get(each.numbers.number) ?? []);
    storeSample(target, number, { ...sample, hexatic: hexatic.at(0) ?? null }, sample.numbers.storedAt);
    const { particles } = sample.numbers;
    for (const copy of reportsOn(candidates, sample)) {
      const { analysis } = copy.row;
      if (insertCopy(target, { number, particles }, copy)) reports[analysis] = (reports[analysis] ?? 0) + 1;
    }
    const places = candidates.map(({ project, numbers }) => ({ project, number: numbers.number }));
    const tags = new Set(foundAt(places, (of, place) => of.tags.get(place) ?? []));
    for (const tag of tags) addTag(target, number, tag);
    result.tags += tags.size;
    const titles = places.flatMap(({ project, number: at }) => beside.get(project)?.titles.get(at) ?? []);
    if (titles.length > 0) renameSample(target, number, titles.sort(byText)[0]);
    addNotes(number, places);
    result.samples += 1;
    onProgress?.(result.samples, found - repeated);
  }

  /** A failure, or how far the sample was. */
  function addUnfinished(number: number, job: number, position: number, places: readonly SourceSample[]) {
    const failure = foundAt(places, ({ failures }, place) => failures.filter((each) => each.number === place)).at(0);
    if (failure !== undefined) {
      insertFailure(target, { ...failure, number });
      result.failed += 1;
      return;
    }
    result.missing += 1;
    for (const place of places) {
      const checkpoint = place.project.readCheckpoint(place.job, position);
      if (checkpoint === null) continue;
      saveCheckpoint(target, { ...checkpoint, job, position });
      return;
    }
  }

  addNotes(
    null,
    projects.map((project) => ({ project, number: null })),
  );
  for (const { number: job, job: source, samples } of jobs) {
    const { hash, configuration, seed, createdAt } = source;
    insertJob(target, { number: job, hash, configuration, seed, createdAt });
    for (const { number, position, places, candidates, deleted: deletion } of samples) {
      // Ctrl-C is heard between two samples.
      await turn();
      if (signal?.aborted === true) throw new Cancelled();
      ALLOTMENTS.insert(target, { number, job, position });
      if (candidates.length > 0) addSample(number, candidates);
      if (deletion !== null) deleted.push({ ...deletion, sample: number, purged: candidates.length > 0 ? 0 : 1 });
      else if (candidates.length === 0) addUnfinished(number, job, position, places);
    }
  }
  const moments = [...new Set(deleted.map(({ deletedAt }) => deletedAt))].sort(byText);
  insertDeleted(
    target,
    deleted.map((row) => ({ ...row, deletion: moments.indexOf(row.deletedAt) + 1 })),
  );
  result.deletedForGood = deleted.filter(({ purged }) => purged === 1).length;
  result.deleted = deleted.length - result.deletedForGood;
  return result;
}

/** Fills an empty project at a name that nobody knows yet: without a journal, and on the disk when it returns. */
async function fill(temporary: string, target: string, projects: readonly Project[], watch: MergeWatch) {
  const plan = planMerge(projects);
  writeFileSync(temporary, emptyProject(), { flag: 'wx' });
  const db = new Database(resolve(temporary));
  let result: MergeResult;
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('foreign_keys = ON');
    const connection = { db, path: target };
    // Without a journal nothing can be undone, and need not be: the file gets its name when all is in it.
    db.exec('BEGIN');
    result = await write(connection, plan, projects, watch);
    db.exec('COMMIT');
  } catch (error) {
    throw explainSqliteError(error, target, 'merging');
  } finally {
    db.close();
  }
  sync(temporary, 'r+');
  return result;
}

/**
 * Joins projects into a new one (see `planMerge`): results, reports of analyses, names, tags, notes, traces, failures,
 * checkpoints, deletions, and when each was made.
 * The sources are only read. Merging the same projects again, in any order, or the result with one of them, gives the
 * same content. The new file appears whole or not at all.
 *
 * Throws `BadInput` for an existing target or sources that contradict each other; `Cancelled` after an abort.
 */
export async function mergeProjects(
  projects: readonly Project[],
  target: string,
  watch: MergeWatch = {},
): Promise<MergeResult> {
  return makeNewFile(target, (temporary) => fill(temporary, target, projects, watch));
}
