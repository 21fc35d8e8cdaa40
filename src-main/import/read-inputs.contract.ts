import type { MessagePort } from 'node:worker_threads';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { taskContract } from '../../native-workers/tasks/task.ts';
import type { AnalysisInput, InputOptions } from './analysis-input.ts';
import type { FilePreview } from './file-preview.ts';

/** A file that a worker opens. */
export interface NamedPath {
  /** Where it lies; bytes where its name is no text. */
  path: string | Uint8Array;
  /** As the user named it. */
  name: string;
}

/** A configuration as it crosses threads: its model by id or definition, and what identifies it worked out already. */
export interface SentInput extends Omit<AnalysisInput, 'model'> {
  model: ModelReference;
  /** See `configurationHash`. */
  hash: string;
}

export interface ReadingInput {
  file: NamedPath;
  options: InputOptions;
  /** Of the pool: stops the reading between two pieces of the file. */
  control: SharedArrayBuffer | null;
}

/** Reads and checks a whole file; gives the number of its configurations. */
export const countInputsTask = taskContract<ReadingInput, number>('count-inputs');

/** Tells what is recognised in a file; what is wrong with it is part of that. */
export const previewFileTask = taskContract<ReadingInput, FilePreview>('preview-file');

export interface ReadInputsInput extends ReadingInput {
  /**
   * To be transferred with the request. Each message into it asks for one configuration, which comes back as a
   * `SentInput`; where there is none, or the file is at fault, the task ends instead. Closing it ends the task.
   */
  port: MessagePort;
}

/** Reads the configurations of a file, each when it is asked for. */
export const readInputsTask = taskContract<ReadInputsInput, null>('read-inputs');
