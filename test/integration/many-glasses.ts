import { join } from 'node:path';
import { writeStructure } from '../../src-main/formats/writers.ts';
import { referenceSamples } from '../unit/reference-samples.ts';
import { inProcess } from './cli-runner.ts';

/** A project of `count` different samples: the smallest 2DIPL glass of the independent calculation, shifted. */
export async function writeManyGlasses(folder: string, name: string, count: number): Promise<void> {
  const [{ configuration, model }] = referenceSamples()
    .filter((sample) => sample.model.id === '2dipl')
    .sort((a, b) => a.configuration.ids.length - b.configuration.ids.length);
  const { ids, species, positions, box } = configuration;
  const typeLabels = model.species.map((kind) => kind.name);
  const files = Array.from({ length: count }, (_, at) => join(folder, `glass-${at}.dump`));
  for (const [at, file] of files.entries()) {
    const shifted = positions.map((value) => value + at / 16);
    const structure = { ids, types: species, typeLabels, positions: shifted, box, columns: [], timestep: at };
    await writeStructure(file, structure, 'dump');
  }
  const { code, err } = await inProcess(['analyze', ...files, '--model', model.id, '-o', join(folder, name)]);
  if (code !== 0) throw new Error(err);
}
