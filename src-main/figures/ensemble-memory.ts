import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fileWord, shellWord } from './figure-memory.ts';
import type { FigureChoice, FigureName } from './figures.contract.ts';
import type { FigureEnsemble } from './ensemble/figure-ensemble.ts';

/**
 * What a figure of many samples says of itself, as `figureMemorySchema` of one of a single sample; in the place of a sample
 * their number and a hash of all.
 */
export const ensembleMemorySchema = z.object({
  keycore: z.string().max(40).describe('version that made it'),
  figure: z.string().max(20).describe('panel or page: 3c, page ensemble'),
  style: z.string().max(40),
  project: z.string().max(300).describe('name of the project, without folders'),
  samples: z.int().min(1).describe('how many'),
  contentHash: z.string().max(100).describe('SHA-256 of the content hashes of all, by number, a line each'),
  settings: z.object({ coreThresholds: z.array(z.number()), keyCoreFractions: z.array(z.number()) }),
  command: z.string().max(4000).describe('makes it again; ends in … where the numbers of the samples are too many'),
});

export type EnsembleMemory = z.infer<typeof ensembleMemorySchema>;

/** A command line that names more samples is cut off. */
const MOST_NUMBERS = 300;

function numbersText(chosen: readonly number[] | null) {
  if (chosen === null) return '';
  const cut = chosen.length > MOST_NUMBERS ? ' …' : '';
  return ` ${chosen.slice(0, MOST_NUMBERS).join(' ')}${cut}`;
}

/** What stands before and behind the numbers of the samples in the command of a figure, without its width and ground. */
function commandParts({ figure, style, project }: Pick<EnsembleMemory, 'figure' | 'style' | 'project'>) {
  const page = /^page (.+)$/.exec(figure)?.[1];
  const which = page === undefined ? `--only ${shellWord(figure)}` : `--page ${shellWord(page)}`;
  return {
    before: `keycore figures ${fileWord(`${project}.keycore`)}`,
    behind: ` --ensemble -o figures ${which} --style ${shellWord(style)}`,
  };
}

/** Whether the command of a figure is the one that goes with the rest of what it says. */
export function hasOwnCommand({ command, ...named }: EnsembleMemory): boolean {
  const { before, behind } = commandParts(named);
  const [numbers, look, ...more] = command.slice(before.length).split(behind);
  return (
    command.startsWith(before) &&
    more.length === 0 &&
    /^( \d+)*( …)?$/.test(numbers) &&
    /^( --width [\d.]+)?( --transparent)?$/.test(look)
  );
}

/** What a figure of many samples says of itself. */
export function ensembleMemory(
  { project, samples, chosen, coreThresholds, keyCoreFractions }: FigureEnsemble,
  { style, widthMm, transparent }: Pick<FigureChoice, 'style' | 'widthMm' | 'transparent'>,
  { kind, id }: FigureName,
  version: string,
): EnsembleMemory {
  const hash = createHash('sha256');
  for (const { contentHash } of samples) hash.update(`${contentHash}\n`);
  const named = { figure: kind === 'page' ? `page ${id}` : id, style, project };
  const { before, behind } = commandParts(named);
  const width = widthMm === null || kind === 'page' ? '' : ` --width ${widthMm}`;
  return {
    keycore: version,
    ...named,
    samples: samples.length,
    contentHash: hash.digest('hex'),
    settings: { coreThresholds: [...coreThresholds], keyCoreFractions: [...keyCoreFractions] },
    command: `${before}${numbersText(chosen)}${behind}${width}${transparent ? ' --transparent' : ''}`,
  };
}
