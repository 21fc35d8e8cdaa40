import { modelReferenceOf } from '../../native-workers/models/model-of.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import type { Configuration } from '../../native-workers/configuration.ts';
import { openProject } from '../project/open-project.ts';
import { analysisInputs, filesOnDisk } from './analysis-input.ts';
import type { InputOptions } from './analysis-input.ts';

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

/** Number of a sample as a person types it. Throws `BadInput`. */
export function sampleNumberOf(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new BadInput(`expected the number of a sample, got '${text}'`, { field: 'sample' });
  return Number(text);
}

async function ofProject(path: string, sample: string | undefined): Promise<OneSample> {
  if (sample === undefined)
    throw new BadInput('this is a project; name the sample by its number, as info lists it', { file: path });
  const number = sampleNumberOf(sample);
  const project = await openProject(path, { mode: 'read' });
  try {
    const { configuration, fields, report } = project.readSample(number);
    return {
      configuration: { ...configuration, positions: fields.positions },
      model: modelReferenceOf(report),
      source: `${path}, sample ${number}`,
      notes: [],
      stored: true,
    };
  } finally {
    project.close();
  }
}

async function ofFile(path: string, options: InputOptions): Promise<OneSample> {
  if (options.frame === 'all') throw new BadInput('expected one frame: its number, or last', { field: '--frame' });
  for await (const { configuration, model, source, notes } of analysisInputs(filesOnDisk([path]), options))
    return { configuration, model: model.id, source, notes, stored: false };
  throw new BadInput('there is no frame in this file', { file: path });
}

/**
 * The sample that `FILE` or `P.keycore SAMPLE` on a command line means. Throws `BadInput` for a project without a
 * number, a number beside a file, several frames, and whatever is wrong with the file.
 */
export async function oneSample(path: string, sample: string | undefined, options: InputOptions): Promise<OneSample> {
  if (isProjectPath(path)) return ofProject(path, sample);
  if (sample !== undefined)
    throw new BadInput(`'${sample}' follows a file that is no project (.keycore): only those have sample numbers`, {
      file: path,
    });
  return ofFile(path, options);
}
