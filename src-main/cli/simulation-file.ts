import { z } from 'zod';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import {
  type SimulationSettings,
  simulationSettingsSchema,
} from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { fileBytes } from '../formats/file-bytes.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';

/** A configuration file is a page of text. */
const MAX_CONFIGURATION_BYTES = 1_000_000;

/** The text of a file or of a pipe (`<(jq … big.json)`). */
async function textOf(path: string, signal: AbortSignal) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of fileBytes(path, signal)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_CONFIGURATION_BYTES)
        throw new BadInput(`more than ${MAX_CONFIGURATION_BYTES} bytes, the most that a configuration has`, {
          file: path,
        });
    }
  } catch (error) {
    throw signal.aborted ? new Cancelled() : error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readConfiguration(path: string, signal: AbortSignal): Promise<unknown> {
  const text = await textOf(path, signal);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { file: path });
  }
}

/**
 * The settings of a configuration file with those of the command line in the place of its own, checked as far as that
 * needs no kernel. Throws `BadInput` naming the file and every issue, and `Cancelled` after an abort.
 */
export async function readSimulation(
  path: string,
  instead: Partial<Record<'samples' | 'seed' | 'preset', string | number | undefined>>,
  signal: AbortSignal,
): Promise<SimulationSettings> {
  const written = z.record(z.string(), z.unknown()).safeParse(await readConfiguration(path, signal));
  if (!written.success) throw new BadInput('expected an object {"model": …, "particles": …}', { file: path });
  const given = Object.entries(instead).filter(([, value]) => value !== undefined);
  const settings = parseSettings(simulationSettingsSchema, { ...written.data, ...Object.fromEntries(given) }, path);
  try {
    simulationOf(settings);
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(error.message, { file: path }) : error;
  }
  return settings;
}
