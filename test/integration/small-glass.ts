import { writeStructure } from '../../src-main/formats/writers.ts';
import { referenceSamples } from '../unit/reference-samples.ts';

/** The smallest 2DIPL glass of the independent calculation, as a LAMMPS dump that reads back to the same bits. */
export async function writeSmallGlass(path: string): Promise<{ particles: number; ids: number[] }> {
  const [{ configuration, model }] = referenceSamples()
    .filter((sample) => sample.model.id === '2dipl')
    .sort((a, b) => a.configuration.ids.length - b.configuration.ids.length);
  const { ids, species, positions, box } = configuration;
  const labels = model.species.map(({ name }) => name);
  await writeStructure(
    path,
    { ids, types: species, typeLabels: labels, positions, box, columns: [], timestep: 0 },
    'dump',
  );
  return { particles: ids.length, ids: [...ids] };
}
