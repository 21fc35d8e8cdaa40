import { z } from 'zod';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import {
  type SimulationSettings,
  simulationSettingsSchema,
} from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { STANDARD_INPUT } from '../formats/file-bytes.ts';
import { STANDARD_INPUT_WORD } from '../import/files-on-disk.ts';
import { readJsonFile } from '../import/json-file.ts';

/**
 * The settings of a configuration file with those of the command line in the place of its own, checked as far as that
 * needs no kernel. Throws `BadInput` naming the file and every issue, and `Cancelled` after an abort.
 */
export async function readSimulation(
  path: string,
  instead: Partial<Record<'samples' | 'seed' | 'preset', string | number | undefined>>,
  signal: AbortSignal,
): Promise<SimulationSettings> {
  const file = path === STANDARD_INPUT_WORD ? STANDARD_INPUT : path;
  const written = z.record(z.string(), z.unknown()).safeParse(await readJsonFile(path, signal));
  if (!written.success) throw new BadInput('expected an object {"model": …, "particles": …}', { file });
  const given = Object.entries(instead).filter(([, value]) => value !== undefined);
  const settings = parseSettings(simulationSettingsSchema, { ...written.data, ...Object.fromEntries(given) }, file);
  try {
    simulationOf(settings);
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(error.message, { file }) : error;
  }
  return settings;
}
