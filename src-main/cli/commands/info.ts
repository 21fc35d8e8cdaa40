import { z } from 'zod';
import { VERDICT_LABELS, VERDICTS } from '../../../native-workers/analysis/report/verdicts.ts';
import { openProject } from '../../project/open-project.ts';
import { holderText } from '../../project/lease.ts';
import type { SampleNumbers } from '../../project/sample-numbers.ts';
import type { ProjectSummary } from '../../project/summary.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
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

/** What `info --json` writes: the project's summary. */
export const infoSchema = z.object({
  path: z.string(),
  schemaVersion: z.int().describe('version of the file’s schema'),
  bytes: z.int().describe('size of the file'),
  counts: z
    .object({
      jobs: z.int(),
      samples: z.int().describe('samples stored'),
      failed: z.int().describe('samples that were tried and did not converge'),
      missing: z.int().describe('samples whose number is allotted, with neither a result nor a failure yet'),
      modes: z.int(),
      fields: z.int(),
      notes: z.int(),
    })
    .catchall(z.int())
    .describe('rows of each kind, and reports of each analysis by its name'),
  jobs: z
    .array(
      z.object({
        number: z.int(),
        hash: z.string().describe('SHA-256 of configuration and seed'),
        configuration: z.record(z.string(), z.unknown()).describe('every setting that shapes the samples'),
        seed: z.string().nullable(),
        createdAt: z.string().describe('ISO 8601'),
        samples: z.int().describe('sample numbers allotted'),
        stored: z.int().describe('samples stored'),
        failed: z.int().describe('failed samples'),
      }),
    )
    .describe('oldest first'),
  samples: z
    .array(
      z.object({
        number: z.int(),
        contentHash: z.string().describe('SHA-256 of model, box, species and position bits of the analysed structure'),
        model: z.string(),
        particles: z.int(),
        lx: z.number(),
        ly: z.number(),
        xy: z.number(),
        energyPerParticle: z.number(),
        maxForce: z.number(),
        zeroModes: z.int(),
        negativeModes: z.int(),
        liquid: z.int().describe('1 when the file was far from a minimum, else 0'),
        lowestOmega: z.number().nullable(),
        lowestPr: z.number().nullable(),
        maxVibrability: z.number().nullable(),
        meanVibrability: z.number().nullable(),
        coreSize: z.int().describe('particles of the core cluster at the maximum of Ψ'),
        keyCoreSize: z.int().describe('particles of the key-core string'),
        source: z.string(),
        seed: z.string().nullable(),
        version: z.string(),
        variant: z.string(),
        cutoffScheme: z.string(),
        wallSeconds: z.number(),
        storedAt: z.string().describe('ISO 8601'),
        modes: z.int(),
        fields: z.int(),
        elasticity: z
          .object({
            shear: z.number().nullable().describe('mean of G(θ), ε/σ²; null for an unstable sample'),
            shearMin: z.number().nullable(),
            shearMax: z.number().nullable(),
            pinnedShear: z.number().nullable().describe('mean of G(θ) with the key-core string pinned'),
            bulk: z.number().nullable().describe('bulk modulus, ε/σ²'),
            relativeAnisotropy: z.number().nullable().describe('(max − min of G(θ)) / pinned mean'),
            participants: z.number().describe('N·PR of the lowest mode'),
            omegaT: z.number().nullable().describe('first transverse phonon'),
            isQlm: z
              .int()
              .nullable()
              .describe(
                'older criterion, N·PR and ω_T: 1 when the lowest mode is localised by it, else 0; null: undecided',
              ),
          })
          .nullable()
          .describe('null for samples of an older Keycore'),
        verdict: z
          .object({
            verdict: z.enum(VERDICTS).nullable().describe('what the lowest mode is; null: undecided'),
            phononShare: z.number().nullable().describe('share of the lowest mode in plane waves'),
            criterion: z.literal('phonon-share'),
          })
          .nullable()
          .describe('null for samples of an older Keycore'),
        tags: z.array(z.string()),
      }),
    )
    .describe('by number'),
  losses: z.array(z.string()).describe('rows that were stored and are lost, a sentence each'),
  writer: z
    .object({
      host: z.string(),
      pid: z.int(),
      pidSpace: z.string().nullable().describe('namespace of the process number'),
      startedAt: z.string().nullable().describe('when that process started, in its system’s own count'),
      acquired: z.string().nullable().describe('ISO 8601; null where the file holds no date'),
      heartbeat: z.string().nullable().describe('last sign of life, ISO 8601'),
      alive: z.boolean().describe('false when the next writer would take over'),
    })
    .nullable()
    .describe('who has the project open for writing'),
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

function summaryText(
  { path, bytes, counts, samples, losses, writer }: ProjectSummary,
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
  const failed = counts.failed > 0 ? `${counted(counts.failed, 'sample')} did not converge\n` : '';
  const open = writer?.alive === true ? `${escapedLine(holderText(writer))}\n` : '';
  const rows = listed.map((sample) => [
    String(sample.number),
    sample.model,
    String(sample.particles),
    sample.energyPerParticle.toFixed(6),
    figures(sample.lowestOmega, 6),
    figures(sample.lowestPr, 4),
    figures(sample.maxVibrability, 5),
    String(sample.coreSize),
    String(sample.keyCoreSize),
    String(sample.negativeModes),
    figures(sample.elasticity?.shear, 4),
    figures(sample.elasticity?.omegaT, 4),
    sample.elasticity?.participants.toFixed(0) ?? '–',
    figures(sample.verdict?.phononShare, 3),
    verdictText(sample),
    sample.source,
  ]);
  return `${head}${lost}${missing}${failed}${open}${rows.length > 0 ? `\n${textTable(COLUMNS, rows)}` : ''}`;
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
  output: [{ title: 'JSON of info', schema: infoSchema }],
  async run([path], { json, verdict }, terminal) {
    checkJsonTarget(json);
    const project = await openProject(path, { mode: 'read' });
    try {
      const summary = project.summary();
      const listed = summary.samples.filter((each) => verdict === undefined || each.verdict?.verdict === verdict);
      await giveReport(json, { ...summary, samples: listed }, () => summaryText(summary, listed), terminal);
    } finally {
      project.close();
    }
    return EXIT.done;
  },
});
