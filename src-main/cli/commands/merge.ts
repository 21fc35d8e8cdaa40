import { existsSync, realpathSync } from 'node:fs';
import { z } from 'zod';
import { ANALYSES } from '../../../native-workers/analyses/table.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { mergeProjects, type MergeResult } from '../../merge/merge-projects.ts';
import { openProject } from '../../project/open-project.ts';
import type { Project } from '../../project/project.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { requireProjectPath } from '../../import/one-sample.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { counted } from '../counted.ts';
import { ProgressLine } from '../progress-line.ts';

const optionsSchema = z.strictObject({
  output: z.string().min(1).meta({ description: 'new project', placeholder: 'P.keycore', short: 'o' }),
});

function resultText(output: string, files: number, result: MergeResult) {
  const { jobs, samples, repeated, failed, missing, deleted, deletedForGood, reports, tags, notes } = result;
  const ofAnalyses = ANALYSES.map(({ name, counted: [one, several] }) => {
    const found = reports[name] ?? 0;
    return `${found} ${found === 1 ? one : several}`;
  });
  const extras = [
    `${repeated} found more than once`,
    `${failed} failed`,
    `${missing} not made yet`,
    `${deleted} of them deleted in one of the files (restore brings them back)`,
    `${deletedForGood} deleted for good`,
    ...ofAnalyses,
    counted(tags, 'tag'),
    counted(notes, 'note'),
  ].filter((text) => !text.startsWith('0 '));
  const rest = extras.length === 0 ? '' : `; ${extras.join(', ')}`;
  return `${escapedLine(output)}: ${counted(samples, 'sample')} of ${counted(jobs, 'job')} from ${counted(files, 'file')}${rest}\n`;
}

/** Files that are there, each once, however they are named. */
function distinct(paths: readonly string[]) {
  const found = new Map(paths.map((path) => [existsSync(path) ? realpathSync(path) : path, path]));
  return [...found.values()];
}

export const mergeCommand = defineCommand({
  name: 'merge',
  summary: 'Join projects into one',
  details: [
    'Parts of one ensemble become what one run would have made: the same configuration and seed are one job, and sample numbers follow the order of the seeds, whatever order the files are named in.',
    'Samples are the same when model, box, species and position bits are; of several results the richest (most modes and fields) is kept, in the job that made it. Reports of all analyses, names, tags and notes are united. What is deleted in one of the files is deleted in the result, whatever the others have. The files are only read; merging again, or merging the result with a part, gives the same.',
    'The new file appears whole or not at all. An existing one is never changed: name it as one of the files and the result otherwise. Two results of one seed that differ (two builds made them) are refused.',
  ],
  examples: [['merge part-*.keycore -o ensemble.keycore', 'Joins the parts that a cluster has made']],
  arguments: { '<project...>': 'project files (.keycore)' },
  options: optionsSchema,
  output: [],
  async run(paths, { output }, terminal) {
    paths.forEach(requireProjectPath);
    const files = distinct(paths);
    if (existsSync(output))
      throw new BadInput('it exists already: name it as one of the files, and choose another name for the result', {
        file: output,
      });
    using opened = new DisposableStack();
    const projects: Project[] = [];
    using line = new ProgressLine(terminal);
    for (const path of files) projects.push(opened.use(await openProject(path, { mode: 'read' })));
    const result = await mergeProjects(projects, output, {
      signal: terminal.signal,
      onProgress: (done, total) => line.update(`${done} of ${total} samples`, done / total),
    });
    line.clear();
    terminal.out(resultText(output, files.length, result));
    return EXIT.done;
  },
});
