import type { Configuration } from '../../../native-workers/configuration/configuration.ts';
import { readFrame } from '../../read-frame.ts';

/** A file of the bench, whose types 1, 2, … are species A, B, …. */
export async function readConfiguration(path: string): Promise<Configuration> {
  const { ids, types, positions, box } = await readFrame(path);
  return { ids, species: types, positions, box };
}
