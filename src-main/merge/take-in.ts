import { setImmediate as turn } from 'node:timers/promises';
import { Cancelled } from '../jobs/cancelled-error.ts';
import type { Project } from '../project/project.ts';
import type { SampleCopy } from '../project/sample-copy.ts';
import type { MergeWatch } from './merge-projects.ts';

/** Why samples of another project were not taken in. */
export interface Skipped {
  /** Path of the project as the user knows it. */
  from: string;
  samples: number;
  reason: string;
}

/** What came of it. */
export interface TakenIn {
  /** Numbers of the samples that came. */
  samples: number[];
  /** Samples that were there already and got something: reports, a name, tags, notes. */
  enriched: number;
  /** Reports, tags and notes that came, on both. */
  reports: number;
  tags: number;
  notes: number;
  skipped: Skipped[];
}

/** A project that gives, and what messages call it. */
export interface Giver {
  project: Project;
  name: string;
}

export interface TakeInWatch extends MergeWatch {
  /** Runs one action at a time with what else writes the project. */
  runExclusive: <T>(action: () => T) => Promise<T>;
  /** A sample has come. */
  onStored?: (number: number) => void;
}

/** Everything that belongs to a sample of a project. */
function copyOf(
  project: Project,
  number: number,
  { notes, tags, hexatic }: Pick<SampleCopy, 'notes' | 'tags'> & Pick<SampleCopy['sample'], 'hexatic'>,
): SampleCopy {
  const sample = project.readSample(number);
  const { job, position } = sample.numbers;
  const { configuration, seed } = project.readJob(job);
  return {
    job: { configuration, seed },
    position,
    sample: { ...sample, traces: project.readTraces(number), hexatic: hexatic ?? null },
    storedAt: sample.numbers.storedAt,
    reports: project.copiesOfReports(number),
    title: project.titleOf(number),
    tags,
    notes,
  };
}

/** What is said of samples that did not come, by what became of them. */
const REASONS = {
  repeated: 'they are here already, with all that belongs to them',
  deleted: 'they were deleted here; restore them under “Deleted…”',
  differs: 'another build has made other samples for the same seeds here',
} as const;

/**
 * Takes the samples of other projects into one that is open: those that it lacks, in the jobs that made them; on those that
 * it has, the reports, name, tags and notes that it lacks. What was deleted here stays deleted. Unfinished samples and
 * failures are not taken. Each sample is one transaction, so that an interruption loses nothing, and doing it again goes on.
 * Throws `Cancelled` after an abort.
 */
export async function takeIn(target: Project, givers: readonly Giver[], watch: TakeInWatch): Promise<TakenIn> {
  const { signal, onProgress, onStored, runExclusive } = watch;
  const total = givers.reduce((sum, { project }) => sum + project.countSamples(), 0);
  const result: TakenIn = { samples: [], enriched: 0, reports: 0, tags: 0, notes: 0, skipped: [] };
  let done = 0;
  for (const { project, name } of givers) {
    const notes = Map.groupBy(project.listNotes(), ({ sample }) => sample);
    const tags = project.listTags();
    const hexatic = project.listHexatic();
    const skipped = new Map<keyof typeof REASONS, number>();
    for (const number of project.sampleNumbers()) {
      // Ctrl-C and the window's cancel are heard between two samples.
      await turn();
      if (signal?.aborted === true) throw new Cancelled();
      const copy = copyOf(project, number, {
        notes: notes.get(number) ?? [],
        tags: tags.get(number) ?? [],
        hexatic: hexatic.get(number) ?? null,
      });
      const taken = await runExclusive(() => target.takeSample(copy));
      result.reports += taken.reports;
      result.tags += taken.tags;
      result.notes += taken.notes;
      if (taken.kind === 'stored') {
        result.samples.push(taken.number);
        onStored?.(taken.number);
      } else if (taken.reports + taken.tags + taken.notes > 0) result.enriched += 1;
      else skipped.set(taken.kind, (skipped.get(taken.kind) ?? 0) + 1);
      done += 1;
      onProgress?.(done, total);
    }
    const ofProject = notes.get(null) ?? [];
    result.notes += await runExclusive(() => target.takeNotes(null, ofProject));
    for (const [kind, samples] of skipped) result.skipped.push({ from: name, samples, reason: REASONS[kind] });
  }
  return result;
}
