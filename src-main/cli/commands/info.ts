import { z } from 'zod';
import { VERDICT_LABELS, VERDICTS } from '../../../native-workers/analysis/report/verdicts.ts';
import { openProject } from '../../project/open-project.ts';
import { holderText } from '../../project/lease.ts';
import type { SampleNumbers } from '../../project/sample-numbers.ts';
import { type ProjectSummary, summarySchema } from '../../project/summary.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { requireProjectPath } from '../../import/one-sample.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { counted } from '../counted.ts';
import { figures } from '../../../native-workers/text/figures.ts';
import { checkJsonTarget, giveReport } from '../json-output.ts';
import { type TextColumn, textTable } from '../../../native-workers/text/text-table.ts';

const optionsSchema = z.strictObject({
  verdict: z.enum(VERDICTS).optional().meta({
    description: 'list only samples whose lowest mode is one: quasi-localised, mixed with plane waves, a plane wave',
    placeholder: 'qlm|hybrid|phonon',
  }),
  json: z.string().optional().meta({
    description: 'write everything as JSON to a file, or - for standard output',
    placeholder: 'file',
    bare: '-',
  }),
});

const COLUMNS: readonly (TextColumn | string)[] = [
  'sample',
  { title: 'model', align: 'left' },
  'N',
  'U/N',
  'ω₀',
  'PR₀',
  'max Ψ',
  'core',
  'key core',
  'ω² < 0',
  'G',
  'ω_T',
  'N·PR₀',
  'phonon share',
  { title: 'verdict', align: 'left' },
  { title: 'source', align: 'left' },
];

/** The verdict; of a sample that an older Keycore judged, what it said, under its own name. */
function verdictText({ verdict, elasticity }: SampleNumbers) {
  if (verdict !== null) return verdict.verdict === null ? 'undecided' : VERDICT_LABELS[verdict.verdict];
  const isQlm = elasticity?.isQlm ?? null;
  return isQlm === null ? '–' : `by N·PR: ${isQlm === 1 ? 'localised' : 'not localised'}`;
}

/** So many failures are told one by one. */
const MAX_FAILURES = 20;

function summaryText(
  { path, bytes, counts, samples, failures, losses, writer }: ProjectSummary,
  listed: ProjectSummary['samples'],
) {
  const qlm = samples.filter(({ verdict }) => verdict?.verdict === 'qlm').length;
  const older = samples.filter(({ verdict, elasticity }) => verdict === null && elasticity !== null);
  const localised = older.filter(({ elasticity }) => elasticity?.isQlm === 1).length;
  const byOlder =
    older.length === 0
      ? ''
      : ` (${localised} of the ${older.length} that an older Keycore judged by N·PR are localised)`;
  const head =
    `${escapedLine(path)}: ${counted(counts.samples, 'sample')} of ${counted(counts.jobs, 'job')}, ${qlm} with a QLM${byOlder}, ` +
    `${(bytes / 1e6).toFixed(1)} MB\n`;
  const lost = losses.map((loss) => `damaged: ${loss}\n`).join('');
  const missing = counts.missing > 0 ? `${counted(counts.missing, 'sample')} not finished yet\n` : '';
  const deleted =
    counts.deleted > 0 ? `${counted(counts.deleted, 'sample')} deleted: restore lists and restores them\n` : '';
  const failed = failures
    .slice(0, MAX_FAILURES)
    .map(({ number, reason }) => `sample ${number} failed: ${escapedLine(reason)}\n`);
  const more = failures.length - failed.length;
  if (more > 0) failed.push(`${more} more failed: --json tells of each\n`);
  const open = writer?.alive === true ? `${escapedLine(holderText(writer))}\n` : '';
  const rows = listed.map((sample) => [
    sample.number,
    sample.model,
    sample.particles,
    sample.energyPerParticle.toFixed(6),
    figures(sample.lowestOmega, 6),
    figures(sample.lowestPr, 4),
    figures(sample.maxVibrability, 5),
    sample.coreSize,
    sample.keyCoreSize,
    sample.negativeModes,
    figures(sample.elasticity?.shear, 4),
    figures(sample.elasticity?.omegaT, 4),
    sample.elasticity?.participants.toFixed(0) ?? '–',
    figures(sample.verdict?.phononShare, 3),
    verdictText(sample),
    sample.title === null ? sample.source : `${sample.title} (${sample.source})`,
  ]);
  return `${head}${lost}${missing}${deleted}${failed.join('')}${open}${rows.length > 0 ? `\n${textTable(COLUMNS, rows)}` : ''}`;
}

export const info = defineCommand({
  name: 'info',
  summary: 'Say what a project holds',
  details: ['The project is only read; it may be open for writing elsewhere.'],
  examples: [
    ['info glass.keycore', 'Lists the samples of a project'],
    ['info glass.keycore --verdict qlm', 'Only those with a quasi-localised mode'],
    ['info glass.keycore --json -', 'All as JSON'],
  ],
  arguments: { '<project>': 'project file (.keycore)' },
  options: optionsSchema,
  output: [{ title: 'JSON of info', schema: summarySchema }],
  async run([path], { json, verdict }, terminal) {
    requireProjectPath(path);
    checkJsonTarget(json);
    using project = await openProject(path, { mode: 'read' });
    const summary = project.summary();
    const listed = summary.samples.filter((each) => verdict === undefined || each.verdict?.verdict === verdict);
    await giveReport(json, { ...summary, samples: listed }, () => summaryText(summary, listed), terminal);
    return EXIT.done;
  },
});
