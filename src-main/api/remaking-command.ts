import { basename } from 'node:path';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import type { Report } from '../../native-workers/analysis/report/report.ts';
import type { StoredJob } from '../project/jobs.ts';
import type { FrameInfo } from '../project/sample-result.ts';
import { settingsOfJob } from './job-settings.ts';

/** A sample as far as its making depends on it. */
export interface Remade {
  report: Report;
  frameInfo: FrameInfo | null;
  job: StoredJob;
  position: number;
}

/** Lines for a shell, and what to know of them; no lines where they cannot be said, with the reason. */
export interface RemakingCommand {
  command: string | null;
  note: string | null;
}

/** A word for a POSIX shell. */
function shellWord(text: string) {
  return /^[\w./:=,+-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A file made by a here-document; JSON has no line that is its end. */
function fileLines(name: string, value: unknown) {
  return [`cat > ${name} <<'END'`, JSON.stringify(value, null, 2), 'END'];
}

function simulation({ report, job, position }: Remade): RemakingCommand {
  const settings = job.seed === null ? null : settingsOfJob(job.configuration, job.seed, 1);
  if (settings === null)
    return {
      command: null,
      note: 'Its job has settings of another Keycore; the configuration below holds every number of them.',
    };
  const command = [
    ...fileLines('sample.json', settings),
    `npx --no-install keycore simulate sample.json --samples 1 --first ${position} -o again.keycore`,
  ].join('\n');
  const { version, variant } = report.provenance;
  return {
    command,
    note: `The same bits come from Keycore ${version} on ${variant}; another build gives another sample of the same ensemble.`,
  };
}

/** Settings of the analysis that are not the defaults, as flags. */
function flagsOf(report: Report) {
  const given = analysisSettingsSchema.partial().safeParse(report.provenance.settings);
  const defaults: Readonly<Record<string, unknown>> = analysisSettingsSchema.parse({});
  return Object.entries(given.data ?? {}).flatMap(([name, value]) => {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(defaults[name])) return [];
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (value === false) return [`--no-${flag}`];
    return value === true ? [`--${flag}`] : [`--${flag}`, shellWord(String(value))];
  });
}

function analysis({ report, frameInfo }: Remade): RemakingCommand {
  const model = modelReferenceOf(report);
  const before = typeof model === 'string' ? [] : fileLines('model.json', model);
  const file = basename((frameInfo?.source ?? report.provenance.source).replace(/, frame \d+$/, ''));
  const words = [
    'npx --no-install keycore analyze',
    shellWord(file),
    '--model',
    typeof model === 'string' ? model : 'model.json',
    ...(frameInfo === null ? [] : ['--frame', String(frameInfo.frameIndex)]),
    ...flagsOf(report),
    '-o again.keycore',
  ];
  return {
    command: [...before, words.join(' ')].join('\n'),
    note:
      `Run it where ${file} is. What was said of its box, its types or its diameters on reading is not kept with the ` +
      'sample: add those flags where the file does not tell them.',
  };
}

/** The command that makes a sample again: of a simulated one from its seed, of one that was read from its file. */
export function remakingCommand(sample: Remade): RemakingCommand {
  return sample.job.configuration['task'] === 'simulate' ? simulation(sample) : analysis(sample);
}
