import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseSettings } from '../../native-workers/analysis/parse-settings.ts';
import { simulationOf } from '../../native-workers/analysis/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/simulation-settings.ts';
import type { SimulationSettings } from '../../native-workers/analysis/simulation-settings.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { explainFileError } from '../project/file-trouble.ts';

/** A configuration file is a page of text. */
const MAX_CONFIGURATION_BYTES = 1_000_000;

function readConfiguration(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw explainFileError(error, path, 'read');
  }
  if (text.length > MAX_CONFIGURATION_BYTES)
    throw new BadInput(`${text.length} characters; a configuration has at most ${MAX_CONFIGURATION_BYTES}`, {
      file: path,
    });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { file: path });
  }
}

/**
 * The settings of a configuration file with those of the command line in the place of its own, checked as far as that
 * needs no kernel. Throws `BadInput` naming the file and every trouble.
 */
export function readSimulation(
  path: string,
  instead: Partial<Record<'samples' | 'seed' | 'preset', string | number | undefined>>,
): SimulationSettings {
  const written = z.record(z.string(), z.unknown()).safeParse(readConfiguration(path));
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
