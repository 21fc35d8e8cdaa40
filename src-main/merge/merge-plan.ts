import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { DeletedSample } from '../project/deletions.ts';
import type { StoredJob } from '../project/jobs.ts';
import type { Project } from '../project/project.ts';
import type { SampleNumbers } from '../project/sample-numbers.ts';

/** A stored sample of one of the projects. */
export interface Candidate {
  project: Project;
  numbers: SampleNumbers;
  /** Modes whose displacements are stored. */
  storedModes: number;
  /** Whether it came from a file, with that file's ids, types and columns. */
  fromFile: boolean;
}

/** A sample number of one of the projects. */
export interface SourceSample {
  project: Project;
  job: number;
  number: number;
}

/** A sample number of the merged project. */
export interface PlannedSample {
  /** In the merged project. */
  number: number;
  position: number;
  /** Where this index of the job has a number. */
  places: SourceSample[];
  /** The same structure in one or several projects, richest first; empty where nobody has the result. */
  candidates: Candidate[];
  /** That it is deleted in one of the projects, the latest time; null where it is not. */
  deleted: DeletedSample | null;
}

export interface PlannedJob {
  /** In the merged project. */
  number: number;
  job: StoredJob;
  samples: PlannedSample[];
}

export interface MergePlan {
  jobs: PlannedJob[];
  /** Stored samples of all projects, and those that more than one number had. */
  found: number;
  repeated: number;
}

/** An index of a job as the projects have it between them. */
type Gathered = Pick<PlannedSample, 'places' | 'candidates' | 'deleted'>;

/** A job as the projects have it between them. */
interface GatheredJob {
  job: StoredJob;
  positions: Map<number, Gathered>;
}

/** Order of texts by their code units. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** More first: modes reported, modes kept, moduli, verdict, columns of a file; then the one stored first. */
function byRichness(a: Candidate, b: Candidate) {
  return (
    b.numbers.modes - a.numbers.modes ||
    b.storedModes - a.storedModes ||
    Number(b.numbers.elasticity !== null) - Number(a.numbers.elasticity !== null) ||
    Number(b.numbers.verdict !== null) - Number(a.numbers.verdict !== null) ||
    b.numbers.fields - a.numbers.fields ||
    (a.numbers.storedAt < b.numbers.storedAt ? -1 : 1)
  );
}

/** All stored samples of a project, deleted ones too. */
function candidatesOf(project: Project) {
  return project.withDeleted(
    () =>
      new Map(
        project.listSamples().map((numbers) => {
          const names = project.fieldNames(numbers.number);
          const storedModes = names.filter((name) => name.startsWith('u:')).length;
          return [numbers.number, { project, numbers, storedModes, fromFile: names.includes('types') }];
        }),
      ),
  );
}

/** Two results of one seed and configuration that differ come from different builds: neither may be thrown away. */
function checkAgreement({ job, positions }: GatheredJob) {
  for (const [position, { candidates }] of positions) {
    const [first, ...others] = candidates;
    const other = others.find(({ numbers }) => numbers.contentHash !== first.numbers.contentHash);
    if (other === undefined) continue;
    const place = ({ project, numbers }: Candidate) =>
      `sample ${numbers.number} of ${project.path} (Keycore ${numbers.version}, ${numbers.variant})`;
    const seed = job.seed === null ? '' : `, seed ${job.seed}`;
    throw new BadInput(
      `${place(other)} is another structure than ${place(first)}, though both are index ${position} of the same job${seed}: ` +
        `different builds made them. Merge the parts that one build has made`,
      { file: other.project.path },
    );
  }
}

/** The one that was made last. */
function latest(a: DeletedSample | null, b: DeletedSample | null) {
  if (a === null || b === null) return a ?? b;
  return byText(a.deletedAt, b.deletedAt) < 0 ? b : a;
}

/**
 * What a project has deleted, by number, and by content where it has the same structure under no other number: one that was
 * stored twice and deleted once is still there.
 */
function deletedIn(project: Project, candidates: ReadonlyMap<number, Candidate>) {
  const rows = project.listDeletions().flatMap(({ samples }) => samples);
  const byNumber = new Map(rows.map((row) => [row.sample, row]));
  const present = new Set(
    [...candidates.values()]
      .filter(({ numbers }) => !byNumber.has(numbers.number))
      .map(({ numbers }) => numbers.contentHash),
  );
  const byContent = rows.filter(({ contentHash }) => !present.has(contentHash));
  return { byNumber, byContent };
}

function gather(projects: readonly Project[]) {
  const jobs = new Map<string, GatheredJob>();
  const deleted = new Map<string, DeletedSample>();
  let found = 0;
  for (const project of projects) {
    const candidates = candidatesOf(project);
    const { byNumber, byContent } = deletedIn(project, candidates);
    for (const row of byContent) deleted.set(row.contentHash, latest(deleted.get(row.contentHash) ?? null, row) ?? row);
    found += candidates.size;
    for (const job of project.listJobs()) {
      const known = jobs.get(job.hash) ?? { job, positions: new Map<number, Gathered>() };
      // The earliest mention is the job's; a later one is a part that another process has made.
      if (job.createdAt < known.job.createdAt) known.job = job;
      for (const { number, position } of project.allottedSamples(job.number)) {
        const here = known.positions.get(position) ?? { places: [], candidates: [], deleted: null };
        here.deleted = latest(here.deleted, byNumber.get(number) ?? null);
        here.places.push({ project, job: job.number, number });
        const candidate = candidates.get(number);
        if (candidate !== undefined) here.candidates.push(candidate);
        known.positions.set(position, here);
      }
      jobs.set(job.hash, known);
    }
  }
  const inOrder = [...jobs.values()].sort(
    (a, b) => byText(a.job.createdAt, b.job.createdAt) || byText(a.job.hash, b.job.hash),
  );
  return { jobs: inOrder, found, deleted };
}

/** Where each structure goes: to the job and position of its richest result. By content hash. */
function homes(jobs: readonly GatheredJob[]) {
  const stored = jobs.flatMap(({ job: { hash }, positions }) =>
    [...positions].flatMap(([position, { candidates }]) =>
      candidates.map((candidate) => ({ hash, position, candidate })),
    ),
  );
  const groups = Map.groupBy(stored, ({ candidate }) => candidate.numbers.contentHash);
  return new Map(
    [...groups].map(([contentHash, group]) => {
      group.sort((a, b) => byRichness(a.candidate, b.candidate));
      const [{ hash, position }] = group;
      return [contentHash, { hash, position, candidates: group.map(({ candidate }) => candidate) }];
    }),
  );
}

/**
 * What a project that holds everything of several ones consists of. Jobs are the same by configuration and seed, and
 * in the order in which they were made; sample numbers follow jobs and positions, so that the parts of an ensemble come
 * out as one run would have numbered them, whatever the order of the projects. Samples are the same by content hash
 * (model, box, species, position bits); the richest result is kept, in the job that made it, and a job keeps no number
 * for a sample that went to another one.
 *
 * What one of the projects has deleted is deleted in the merged one, whatever the others have: its rows are there, hidden,
 * so that it can be restored.
 *
 * Throws `BadInput` where two projects hold different structures for one index of a job.
 */
export function planMerge(projects: readonly Project[]): MergePlan {
  const { jobs, found, deleted } = gather(projects);
  jobs.forEach(checkAgreement);
  const home = homes(jobs);
  let number = 0;
  const planned = jobs.map(({ job, positions }, at) => {
    const samples = [...positions]
      .sort(([a], [b]) => a - b)
      .flatMap(([position, { places, candidates, deleted: byPlace }]) => {
        // Deleted for good wherever it was.
        if (candidates.length === 0) return [{ number: ++number, position, places, candidates, deleted: byPlace }];
        const place = home.get(candidates[0].numbers.contentHash);
        if (place === undefined) throw new Error(`position ${position} of job ${job.hash} has no home`);
        if (place.hash !== job.hash || place.position !== position) return [];
        const byContent = deleted.get(candidates[0].numbers.contentHash) ?? null;
        return [{ number: ++number, position, places, candidates: place.candidates, deleted: byContent }];
      });
    return { number: at + 1, job, samples };
  });
  return { jobs: planned, found, repeated: found - home.size };
}
