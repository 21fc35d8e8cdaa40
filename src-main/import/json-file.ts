import { BadInput } from '../../native-workers/text/bad-input.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { namedOnCommandLine } from './files-on-disk.ts';

/** A configuration, or the definition of a model, is a page of text. */
const MAX_BYTES = 1_000_000;

/**
 * The JSON value in a file, in a pipe (`<(jq … big.json)`) or, named `-`, in standard input. Throws `BadInput` naming the
 * file for what is not there, longer than a megabyte or not JSON, and `Cancelled` after an abort.
 */
export async function readJsonFile(path: string, signal: AbortSignal): Promise<unknown> {
  const { name, bytes } = namedOnCommandLine(path, signal);
  const chunks: Uint8Array[] = [];
  let taken = 0;
  for await (const chunk of bytes()) {
    chunks.push(chunk);
    taken += chunk.length;
    if (taken > MAX_BYTES)
      throw new BadInput(`more than ${MAX_BYTES} bytes, the most that a configuration has`, { file: name });
  }
  if (signal.aborted) throw new Cancelled();
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    throw new BadInput(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { file: name });
  }
}
