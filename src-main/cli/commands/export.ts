import { statSync } from 'node:fs';
import { z } from 'zod';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { requireProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import { foundColumns } from '../../project/analysis-reports.ts';
import { storedStructure } from '../../project/stored-structure.ts';
import { encodeStructure, WRITERS, writeStructure, type WrittenNotes } from '../../formats/writers.ts';
import { explainFileError } from '../../project/file-error.ts';
import { openProject } from '../../project/open-project.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import type { ParticleStructure } from '../../formats/writer.ts';
import { defineCommand } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../exit-code.ts';

/** What stands for it in place of a file. */
const STANDARD_OUTPUT = '-';

const optionsSchema = z.strictObject({
  format: z.enum(WRITERS.map(({ id }) => id)).meta({ description: 'format of the file', placeholder: 'id' }),
  modes: z.int().min(0).max(10_000).default(1).meta({
    description: 'lowest modes whose displacements are written, as columns u0_x, u0_y, u1_x, …',
    placeholder: 'n',
  }),
  output: z
    .string()
    .min(1)
    .meta({ description: 'file to write; - is standard output', placeholder: 'file', short: 'o' }),
  overwrite: z.boolean().default(false).meta({ description: 'replace the file if it exists' }),
});

function checkTarget(path: string, overwrite: boolean) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (path.toLowerCase().endsWith('.keycore'))
    throw new BadInput('this is a project; an export never replaces one', { file: path });
  if (!overwrite) throw new BadInput('it exists already: choose another name, or say --overwrite', { file: path });
}

async function write(
  structure: ParticleStructure,
  format: string,
  { output, overwrite }: { output: string; overwrite: boolean },
  terminal: Terminal,
): Promise<WrittenNotes & { bytes: number }> {
  if (output !== STANDARD_OUTPUT) {
    checkTarget(output, overwrite);
    return writeStructure(output, structure, format).catch((error: unknown) => {
      throw explainFileError(error, output, 'written');
    });
  }
  if (terminal.pipe === undefined)
    throw new BadInput('a file is not written to a screen: name one, or send it on with | or >', {
      field: '--output',
    });
  const { chunks, ...notes } = encodeStructure(structure, format);
  let bytes = 0;
  function* counted() {
    for (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  await terminal.pipe(counted());
  return { bytes, ...notes };
}

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write a sample of a project in another format',
  details: [
    'Writes the structure that was analysed (relaxed, unless --no-relax was used), with ids and types as the file had them, Ψ, the displacements of the lowest modes and the further columns of the file; and what the last report of an analysis says of every particle (mechanics: n_angle, the number of angles at which it belongs to a hidden string). Positions are relative to the corner of the box and wrapped into it; columns of the file that say where particles are (image flags, unwrapped and scaled coordinates) are made to agree, and it is said. Numbers are written so that they read back to the same bits.',
    `Formats: ${WRITERS.map(({ id, label }) => `${id} (${label})`).join(', ')}.`,
  ],
  examples: [
    ['export glass.keycore 1 --format dump -o glass.dump', 'LAMMPS dump with Ψ and the lowest mode'],
    ['export glass.keycore 1 --format npz --modes 20 -o glass.npz', 'NumPy archive with twenty modes'],
    ['export glass.keycore 1 --format xyz -o - | gzip > glass.xyz.gz', 'extended XYZ to another program'],
  ],
  arguments: { '<project>': 'project file (.keycore)', '<sample>': 'number of the sample, as info lists it' },
  options: optionsSchema,
  output: [],
  async run([path, sample], { format, modes, output, overwrite }, terminal) {
    requireProjectPath(path);
    const number = sampleNumberOf(path, sample);
    using project = await openProject(path, { mode: 'read' });
    const structure = storedStructure(project.readSample(number), modes, foundColumns(project, number));
    const shown = output === STANDARD_OUTPUT ? 'standard output' : escapedLine(output);
    const { bytes, omitted, remarks } = await write(structure, format, { output, overwrite }, terminal);
    for (const name of omitted)
      terminal.err(`${shown}: the format has no place for the column '${escapedLine(name)}'\n`);
    for (const remark of remarks) terminal.err(`${shown}: ${escapedLine(remark)}\n`);
    terminal.err(`${shown}: ${structure.ids.length} particles, ${bytes} bytes\n`);
    return EXIT.done;
  },
});
