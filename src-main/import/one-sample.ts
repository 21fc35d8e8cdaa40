import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { openProject } from '../project/open-project.ts';
import type { StoredSample } from '../project/samples.ts';
import { analysisInputs } from './analysis-input.ts';
import type { AnalysisInput, InputOptions } from './analysis-input.ts';
import { filesOnDisk } from './files-on-disk.ts';

/** One sample to work on, wherever it lies. */
export interface OneSample {
  configuration: Configuration;
  model: ModelReference;
  /** For provenance. */
  source: string;
  /** What was concluded or found odd on reading, as sentences. */
  notes: string[];
  /** Whether it is one of a project, which was analysed and lies in its minimum. */
  stored: boolean;
}

/** Whether a word of the command line names a project. */
export function isProjectPath(path: string): boolean {
  return path.toLowerCase().endsWith('.keycore');
}

/** Number of the sample of a project that a person means. Throws `BadInput`, also where none is named. */
export function sampleNumberOf(path: string, text: string | undefined): number {
  if (text === undefined)
    throw new BadInput('this is a project; name the sample by its number, as info lists it', { file: path });
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new BadInput(`expected the number of a sample, got ${quoted(text)}`, { field: 'sample' });
  return Number(text);
}

/** A sample of a project, which is open only while it is read. */
export async function storedSample(path: string, number: number): Promise<StoredSample> {
  const project = await openProject(path, { mode: 'read' });
  try {
    return project.readSample(number);
  } finally {
    project.close();
  }
}

async function ofProject(path: string, sample: string | undefined): Promise<OneSample> {
  const number = sampleNumberOf(path, sample);
  const { configuration, fields, report } = await storedSample(path, number);
  return {
    configuration: { ...configuration, positions: fields.positions },
    model: modelReferenceOf(report),
    source: `${path}, sample ${number}`,
    notes: [],
    stored: true,
  };
}

/** Throws `BadInput` where the number of a sample follows a file that is no project. */
export function refuseNumber(path: string, sample: string | undefined): void {
  if (sample !== undefined)
    throw new BadInput(
      `${quoted(sample)} follows a file that is no project (.keycore): only those have sample numbers`,
      {
        file: path,
      },
    );
}

/**
 * The one frame of a file that the options mean. Throws `BadInput` where they mean all, or there is none, and
 * `Cancelled` after an abort.
 */
export async function oneFrame(path: string, options: InputOptions, signal: AbortSignal): Promise<AnalysisInput> {
  if (options.frame === 'all') throw new BadInput('expected one frame: its number, or last', { field: '--frame' });
  for await (const input of analysisInputs(filesOnDisk([path], signal), options)) return input;
  throw new BadInput('there is no frame in this file', { file: path });
}

/**
 * The sample that `FILE` or `P.keycore SAMPLE` on a command line means. Throws `BadInput` for a project without a
 * number, a number beside a file, several frames, and whatever is wrong with the file; `Cancelled` after an abort.
 */
export async function oneSample(
  path: string,
  sample: string | undefined,
  options: InputOptions,
  signal: AbortSignal,
): Promise<OneSample> {
  if (isProjectPath(path)) return ofProject(path, sample);
  refuseNumber(path, sample);
  const { configuration, model, source, notes } = await oneFrame(path, options, signal);
  return { configuration, model: model.id, source, notes, stored: false };
}
