import { existsSync } from 'node:fs';
import { modelIds } from '../../native-workers/models/registry.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { readJsonFile } from './json-file.ts';
import { modelDefinedBy } from './model-definition.ts';

/** Whether a word that names no model is meant as a file. */
function isFileName(word: string) {
  return /\.json$/i.test(word) || /[\\/]/.test(word) || existsSync(word);
}

/**
 * The model that the word of `--model` means: one of the registry by its id, or the one that a JSON file defines. Throws
 * `BadInput` for a word that is neither, and as `readJsonFile` and `modelDefinedBy` do.
 */
export async function askedModel(word: string | undefined, signal: AbortSignal): Promise<ModelReference | undefined> {
  if (word === undefined || modelIds().includes(word)) return word;
  if (isFileName(word)) return modelDefinedBy(await readJsonFile(word, signal), word);
  throw new BadInput(
    `unknown model ${quoted(word)}; known models: ${modelIds().join(', ')}, or the name of a JSON file that defines one`,
    { field: '--model' },
  );
}
