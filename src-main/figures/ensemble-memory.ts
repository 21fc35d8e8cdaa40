import { createHash } from 'node:crypto';
import { z } from 'zod';
import { shellWord } from './figure-memory.ts';
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

/** What a figure of many samples says of itself. */
export function ensembleMemory(
  { project, samples, chosen, coreThresholds, keyCoreFractions }: FigureEnsemble,
  { style, widthMm, transparent }: Pick<FigureChoice, 'style' | 'widthMm' | 'transparent'>,
  { kind, id }: FigureName,
  version: string,
): EnsembleMemory {
  const which = kind === 'page' ? `--page ${id}` : `--only ${id}`;
  const width = widthMm === null || kind === 'page' ? '' : ` --width ${widthMm}`;
  const hash = createHash('sha256');
  for (const { contentHash } of samples) hash.update(`${contentHash}\n`);
  return {
    keycore: version,
    figure: kind === 'page' ? `page ${id}` : id,
    style,
    project,
    samples: samples.length,
    contentHash: hash.digest('hex'),
    settings: { coreThresholds: [...coreThresholds], keyCoreFractions: [...keyCoreFractions] },
    command: `keycore figures ${shellWord(`${project}.keycore`)}${numbersText(chosen)} --ensemble -o figures ${which} --style ${style}${width}${transparent ? ' --transparent' : ''}`,
  };
}
