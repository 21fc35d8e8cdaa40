import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { saveCheckpoint } from '../project/checkpoints.ts';
import { insertCopy, type ReportCopy } from '../project/copy-reports.ts';
import { insertFailure, type Failure } from '../project/failures.ts';
import { insertAllotment, insertJob } from '../project/jobs.ts';
import { makeNewFile } from '../project/new-file.ts';
import { addNote } from '../project/notes.ts';
import { emptyProject } from '../project/open-project.ts';
import type { Project } from '../project/project.ts';
import { storeSample, type StoredSample } from '../project/samples.ts';
import { explainSqliteError, type Connection } from '../project/sqlite.ts';
import { addTag } from '../project/tags.ts';
import { planMerge, type Candidate, type MergePlan, type SourceSample, type PlannedJob } from './merge-plan.ts';

/** What came of it. */
export interface MergeResult {
  jobs: number;
  samples: number;
  /** Results that were in the projects more than once. */
  repeated: number;
  failed: number;
  /** Sample numbers with neither a result nor a failure. */
  missing: number;
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

/** The richest result; what a file said of the same particles is taken from another one where it lacks that. */
function richest([first, ...others]: readonly Candidate[]): StoredSample {
  const chosen = first.project.readSample(first.numbers.number);
  const file = first.fromFile ? undefined : others.find(({ fromFile }) => fromFile);
  if (file === undefined) return chosen;
  const read = file.project.readSample(file.numbers.number);
  const { ids } = chosen.configuration;
  if (!read.configuration.ids.every((id, index) => id === ids[index])) return chosen;
  return { ...chosen, frameInfo: read.frameInfo, columns: read.columns };
}

/**
 * Reports of all analyses on one structure, in whichever project, oldest first: those that name its particles alike.
 */
function reportsOn(candidates: readonly Candidate[], { configuration }: StoredSample): ReportCopy[] {
  return candidates
    .flatMap(({ project, numbers: { number } }) => {
      const found = project.copiesOfReports(number);
      if (found.length === 0) return [];
      const ids = project.readField(number, 'ids').data;
      return configuration.ids.every((id, index) => id === ids[index]) ? found : [];
    })
    .sort(({ row: a }, { row: b }) => (a.storedAt < b.storedAt ? -1 : a.storedAt > b.storedAt ? 1 : 0));
}

/** Tags and notes of a project by the number of their sample; null for those of the project itself. */
class Remarks {
  readonly #tags = new Map<Project, Map<number, string[]>>();
  readonly #notes = new Map<Project, { sample: number | null; writtenAt: string; text: string }[]>();

  constructor(projects: readonly Project[]) {
    for (const project of projects) {
      this.#tags.set(project, project.listTags());
      this.#notes.set(project, project.listNotes());
    }
  }

  tagsOf(candidates: readonly Candidate[]): string[] {
    return candidates.flatMap(({ project, numbers }) => this.#tags.get(project)?.get(numbers.number) ?? []);
  }

  /** Those written in several copies of a file at the same moment are one. */
  notesOf(places: readonly { project: Project; number: number | null }[]): { writtenAt: string; text: string }[] {
    const found = new Map<string, { writtenAt: string; text: string }>();
    for (const { project, number } of places)
      for (const { sample, writtenAt, text } of this.#notes.get(project) ?? [])
        if (sample === number) found.set(`${writtenAt} ${text}`, { writtenAt, text });
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, note]) => note);
  }
}

/** Writes what is planned into an empty project. */
class Merger {
  readonly #target: Connection;
  readonly #plan: MergePlan;
  readonly #remarks: Remarks;
  readonly #watch: MergeWatch;
  readonly #result: MergeResult & { reports: Record<string, number> };
  readonly #total: number;
  readonly #failures: Map<Project, Map<number, Failure>>;

  constructor(target: Connection, plan: MergePlan, projects: readonly Project[], watch: MergeWatch) {
    this.#target = target;
    this.#plan = plan;
    this.#remarks = new Remarks(projects);
    this.#watch = watch;
    this.#result = {
      jobs: plan.jobs.length,
      samples: 0,
      repeated: plan.repeated,
      failed: 0,
      missing: 0,
      reports: {},
      tags: 0,
      notes: 0,
    };
    this.#total = plan.found - plan.repeated;
    this.#failures = new Map(
      projects.map((project) => [project, new Map(project.listFailures().map((each) => [each.number, each]))]),
    );
  }

  async write(projects: readonly Project[]): Promise<MergeResult> {
    for (const note of this.#remarks.notesOf(projects.map((project) => ({ project, number: null }))))
      this.#addNote(null, note);
    for (const job of this.#plan.jobs) await this.#addJob(job);
    return this.#result;
  }

  #addNote(sample: number | null, { writtenAt, text }: { writtenAt: string; text: string }): void {
    addNote(this.#target, sample, text, writtenAt);
    this.#result.notes += 1;
  }

  async #addJob({ number, job, samples }: PlannedJob): Promise<void> {
    const { hash, configuration, seed, createdAt } = job;
    insertJob(this.#target, { number, hash, configuration, seed, createdAt });
    for (const { number: sample, position, places, candidates } of samples) {
      // Ctrl-C is heard between two samples.
      await turn();
      if (this.#watch.signal?.aborted === true) throw new Cancelled();
      insertAllotment(this.#target, { number: sample, job: number, position });
      if (candidates.length > 0) this.#addSample(sample, candidates);
      else this.#addUnfinished(sample, { job: number, position }, places);
    }
  }

  #addSample(sample: number, candidates: readonly Candidate[]): void {
    const result = richest(candidates);
    storeSample(this.#target, sample, result, result.numbers.storedAt);
    for (const copy of reportsOn(candidates, result)) this.#addReport(sample, result.numbers.particles, copy);
    const tags = new Set(this.#remarks.tagsOf(candidates));
    for (const tag of tags) addTag(this.#target, sample, tag);
    this.#result.tags += tags.size;
    const places = candidates.map(({ project, numbers }) => ({ project, number: numbers.number }));
    for (const note of this.#remarks.notesOf(places)) this.#addNote(sample, note);
    this.#result.samples += 1;
    this.#watch.onProgress?.(this.#result.samples, this.#total);
  }

  #addReport(number: number, particles: number, copy: ReportCopy): void {
    if (!insertCopy(this.#target, { number, particles }, copy)) return;
    const { reports } = this.#result;
    const { analysis } = copy.row;
    reports[analysis] = (reports[analysis] ?? 0) + 1;
  }

  /** A failure, or how far the sample was. */
  #addUnfinished(sample: number, target: { job: number; position: number }, places: readonly SourceSample[]): void {
    const failures = places.flatMap(({ project, number }) => this.#failures.get(project)?.get(number) ?? []);
    if (failures.length > 0) {
      insertFailure(this.#target, { ...failures[0], number: sample });
      this.#result.failed += 1;
      return;
    }
    this.#result.missing += 1;
    for (const { project, job } of places) {
      const checkpoint = project.readCheckpoint(job, target.position);
      if (checkpoint === null) continue;
      saveCheckpoint(this.#target, { ...checkpoint, ...target });
      return;
    }
  }
}

/** Fills an empty project at a name that nobody knows yet: without a journal, and on the disk when it returns. */
async function fill(
  temporary: string,
  target: string,
  projects: readonly Project[],
  watch: MergeWatch,
): Promise<MergeResult> {
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
    result = await new Merger(connection, plan, projects, watch).write(projects);
    db.exec('COMMIT');
  } catch (error) {
    throw explainSqliteError(error, target, 'merging');
  } finally {
    db.close();
  }
  const descriptor = openSync(temporary, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return result;
}

/**
 * Joins projects into a new one (see `planMerge`): results, reports of analyses, tags, notes, failures, checkpoints,
 * and when each was made.
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
  let result: MergeResult | undefined;
  await makeNewFile(target, async (temporary) => {
    result = await fill(temporary, target, projects, watch);
  });
  if (result === undefined) throw new Error('merging gave nothing');
  return result;
}
