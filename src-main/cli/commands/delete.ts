import { z } from 'zod';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { requireProjectPath } from '../../import/one-sample.ts';
import { openProject } from '../../project/open-project.ts';
import type { Project } from '../../project/project.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-code.ts';
import { patienceOf, waitOption } from '../lease-wait.ts';
import { ProgressLine } from '../progress-line.ts';
import { openForWriting } from '../sample-store.ts';
import { numbersInRanges } from '../sample-ranges.ts';
import type { Terminal } from '../terminal.ts';

/** Opens a project for writing, for one change. */
async function changed<T>(
  path: string,
  wait: z.output<typeof waitOption>,
  terminal: Terminal,
  change: (project: Project) => T,
): Promise<T> {
  requireProjectPath(path);
  using line = new ProgressLine(terminal);
  using project = await openForWriting(path, patienceOf(path, wait, terminal, line), (message) => line.note(message));
  return change(project);
}

function listText(project: Project) {
  const deletions = project.listDeletions();
  if (deletions.length === 0) return 'nothing is deleted\n';
  return deletions
    .flatMap(({ deletedAt, samples }) =>
      samples.map(
        ({ sample, label, purged }) =>
          `sample ${sample}, ${escapedLine(label)}: deleted on ${deletedAt}${purged === 1 ? ' for good' : ''}\n`,
      ),
    )
    .join('');
}

export const deleteCommand = defineCommand({
  name: 'delete',
  summary: 'Delete samples of a project, so that they can be restored',
  details: [
    'Deleted samples are hidden from every command and the window. Their numbers stay taken: resuming their simulation, reading their file again or merging does not bring them back; restore does. They keep their room in the file until --for-good removes what is deleted and gives the room back to the disk, after which they can only be made again.',
  ],
  examples: [
    ['delete glass.keycore 3-7,12', 'Hides six samples'],
    ['delete glass.keycore --for-good', 'Removes everything that is deleted from the file'],
  ],
  arguments: {
    '<project>': 'project file (.keycore)',
    '[samples...]': 'numbers and ranges, as info lists them: 3-7,12',
  },
  options: z.strictObject({
    forGood: z.boolean().default(false).meta({ description: 'remove what is deleted, now or earlier, from the file' }),
    wait: waitOption,
  }),
  output: [],
  async run([path, ...words], { forGood, wait }, terminal) {
    const numbers = numbersInRanges(words);
    if (numbers.length === 0 && !forGood)
      throw new BadInput('name the samples to delete, or --for-good', { field: 'samples' });
    const text = await changed(path, wait, terminal, (project) => {
      const deleted = numbers.length === 0 ? 0 : project.deleteSamples(numbers).samples.length;
      const said =
        deleted === 0 ? '' : `deleted ${counted(deleted, 'sample')}; \`keycore restore\` brings deleted samples back\n`;
      if (!forGood) return said;
      const { samples } = project.purgeDeleted();
      project.shrink();
      return `${said}removed ${counted(samples.length, 'sample')} for good; the file has ${(project.bytes() / 1e6).toFixed(1)} MB\n`;
    });
    terminal.out(text);
    return EXIT.done;
  },
});

export const restoreCommand = defineCommand({
  name: 'restore',
  summary: 'Bring deleted samples back, or list them',
  details: [
    'Without numbers the deleted samples are listed. One that was deleted for good is not there to be restored: its number becomes free, so that its simulation, run again, makes it, or its file can be read again.',
  ],
  examples: [
    ['restore glass.keycore', 'Lists what is deleted'],
    ['restore glass.keycore 3-7', 'Brings five samples back'],
  ],
  arguments: { '<project>': 'project file (.keycore)', '[samples...]': 'numbers and ranges: 3-7,12' },
  options: z.strictObject({ wait: waitOption }),
  output: [],
  async run([path, ...words], { wait }, terminal) {
    const numbers = numbersInRanges(words);
    if (numbers.length === 0) {
      requireProjectPath(path);
      using project = await openProject(path, { mode: 'read' });
      terminal.out(listText(project));
      return EXIT.done;
    }
    const restored = await changed(path, wait, terminal, (project) => project.restoreSamples(numbers));
    terminal.out(`restored ${counted(restored.length, 'sample')}\n`);
    return EXIT.done;
  },
});
