import { z } from 'zod';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { listed } from '../../../native-workers/text/quoted.ts';
import { DEFAULT_FIELDS, EVERY_FIELD, FILE_COLUMNS, FOUND_COLUMNS } from '../../export/exported-fields.ts';
import { exportedStructure } from '../../export/exported-structure.ts';
import { modeChoiceOf } from '../../export/mode-choice.ts';
import { SAMPLE_FIELDS } from '../../export/sample-fields.ts';
import { encodeStructure, writerById, WRITERS } from '../../formats/writers.ts';
import type { ParticleStructure } from '../../formats/writer.ts';
import { requireProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import { MODE_ARRAYS } from '../../library/mode-arrays.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { onStoredSample } from '../project-field-source.ts';
import type { Terminal } from '../terminal.ts';
import { checkTarget, isFolder, pathIn, STANDARD_OUTPUT, written } from '../written-files.ts';

const optionsSchema = z.strictObject({
  format: z
    .array(z.enum(WRITERS.map(({ id }) => id)))
    .min(1)
    .meta({ description: 'format of the file; several: a file of each in a folder', placeholder: 'ids' }),
  fields: z
    .array(z.string().min(1))
    .optional()
    .meta({
      description: `what is written of the particles; without it ${DEFAULT_FIELDS.join(',')}`,
      placeholder: 'names',
    }),
  modes: z.int().min(0).max(10_000).optional().meta({
    description: 'how many of the lowest modes have their fields written, as u0_x, u0_y, u1_x, … (1, if there is one)',
    placeholder: 'n',
  }),
  mode: z.array(z.string().min(1)).optional().meta({
    description: 'modes by their numbers and ranges, in place of the lowest: 0-3,7',
    placeholder: 'numbers',
  }),
  output: z
    .string()
    .min(1)
    .meta({ description: 'file to write, or a folder; - is standard output', placeholder: 'file', short: 'o' }),
  overwrite: z.boolean().default(false).meta({ description: 'replace files that exist' }),
});

/** Files by their formats, none of which may be in the way. */
function targetsOf({ format, output, overwrite }: z.output<typeof optionsSchema>, stem: string) {
  const formats = [...new Set(format)];
  if (formats.length > 1 && !isFolder(output))
    throw new BadInput('several formats are several files: name a folder that is there', { field: '--output' });
  return formats.map((id) => {
    const { extension } = writerById(id);
    const path = output === STANDARD_OUTPUT ? output : pathIn(output, `${stem}${extension}`);
    if (path !== STANDARD_OUTPUT) checkTarget(path, overwrite);
    return { format: id, path };
  });
}

async function write(
  structure: ParticleStructure,
  { format, path }: { format: string; path: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const shown = path === STANDARD_OUTPUT ? 'standard output' : escapedLine(path);
  const { chunks, omitted, remarks } = encodeStructure(structure, format);
  const { code, bytes, isWhole } = await written({ path, chunks }, terminal);
  if (!isWhole) return code;
  if (omitted.length > 0)
    terminal.err(
      `${shown}: the format has no place for ${counted(omitted.length, 'column')}: ${escapedLine(listed(omitted))}\n`,
    );
  for (const remark of remarks) terminal.err(`${shown}: ${escapedLine(remark)}\n`);
  terminal.err(`${shown}: ${structure.ids.length} particles, ${bytes} bytes\n`);
  return code;
}

const fieldList = (fields: readonly { name: string; unit: string | null; text: string }[]) =>
  fields.map(({ name, unit, text }) => `${name} (${text}${unit === null ? '' : `, ${unit}`})`).join('; ');

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write a sample of a project in another format, with its modes and fields',
  details: [
    'Writes the structure that was analysed (relaxed, unless --no-relax was used), with ids and types as the file had them, Ψ, the displacements of the lowest modes and the further columns of the file; and what the last report of an analysis says of every particle (mechanics: n_angle, the number of angles at which it belongs to a hidden string). Positions are relative to the corner of the box and wrapped into it; columns of the file that say where particles are (image flags, unwrapped and scaled coordinates) are made to agree, and it is said. Numbers are written so that they read back to the same bits.',
    `Fields of modes, for each of those that are chosen: ${fieldList(MODE_ARRAYS.map(({ name, unit, label }) => ({ name, unit, text: label })))}.`,
    `Fields of the sample: ${fieldList(SAMPLE_FIELDS.map(({ name, unit, description }) => ({ name, unit, text: description })))}; ${FOUND_COLUMNS} (n_angle, where there is a report of mechanics); ANALYSIS/NAME (an array of the last report of an analysis that the project keeps: d2min/d2min, strain/event); ${FILE_COLUMNS} (all columns of the file) and ${FILE_COLUMNS}:NAME (one of them); ${EVERY_FIELD} (everything that this sample has).`,
    'Vectors are arrays of two numbers a particle in npz and json, three (z = 0) in xyz, and columns NAME_x, NAME_y elsewhere; a field of a mode ends in its number: uT3. The heads of xyz, csv, npz and json say what the sample is, its moduli and verdict, and ω and participation ratios of the modes; csv, npz and json also the units.',
    `Formats: ${WRITERS.map(({ id, label }) => `${id} (${label})`).join(', ')}.`,
  ],
  examples: [
    ['export glass.keycore 1 --format dump -o glass.dump', 'LAMMPS dump with Ψ and the lowest mode'],
    ['export glass.keycore 1 --format npz --modes 20 -o glass.npz', 'NumPy archive with twenty modes'],
    [
      'export glass.keycore 1 --format npz,json --fields u,uT,uL,vibrability,nonAffineShear --mode 0-3 -o .',
      'two files with parts of four modes, Ψ and the non-affine displacement',
    ],
    ['export glass.keycore 1 --format xyz -o - | gzip > glass.xyz.gz', 'extended XYZ to another program'],
  ],
  arguments: { '<project>': 'project file (.keycore)', '<sample>': 'number of the sample, as info lists it' },
  options: optionsSchema,
  output: [],
  async run([path, word], options, terminal) {
    requireProjectPath(path);
    const number = sampleNumberOf(path, word);
    const { fields = null, modes, mode } = options;
    const { structure, targets } = await onStoredSample(path, number, async (source) => ({
      // A target in the way is told before anything is calculated.
      targets: targetsOf(options, `${source.project}-${number}`),
      structure: await exportedStructure(source, {
        fields,
        modes: modeChoiceOf(modes, mode),
      }),
    }));
    for (const target of targets) {
      const code = await write(structure, target, terminal);
      if (code !== EXIT.done) return code;
    }
    return EXIT.done;
  },
});
