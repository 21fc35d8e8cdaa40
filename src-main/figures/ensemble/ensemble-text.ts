import { verbatimLabel } from '../marks/label-parts.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureEnsemble } from './figure-ensemble.ts';

const several = (values: readonly (string | number)[]) =>
  [...new Set(values)].map((value) => (typeof value === 'number' ? String(value) : value)).join(', ');

/** `171 samples`, `2 chosen samples`. */
export function samplesText({ samples: { length }, chosen }: Pick<FigureEnsemble, 'samples' | 'chosen'>): string {
  return `${length} ${chosen === null ? '' : 'chosen '}sample${length === 1 ? '' : 's'}`;
}

/** Of which samples a figure is, and by what it was made; the end of every caption. */
export function ensembleText(ensemble: FigureEnsemble, version: string): string {
  const { project, samples } = ensemble;
  const models = several(samples.map(({ model }) => model));
  const particles = several(samples.map((sample) => sample.particles));
  return `${samplesText(ensemble)} of '${verbatimLabel(project)}': ${verbatimLabel(models)}, N = ${particles}. Keycore ${version}.`;
}

/** `Ψ > 0.25`; of jobs with different settings all of them, and nothing where none is known. */
export function coreText({ coreThresholds }: FigureEnsemble): string {
  return coreThresholds.length === 0 ? '' : `, Ψ > ${coreThresholds.map((value) => figureNumber(value)).join(' or ')}`;
}

/** `Ψ > 0.6 max Ψ`. */
export function keyCoreText({ keyCoreFractions }: FigureEnsemble): string {
  return keyCoreFractions.length === 0
    ? ''
    : `, Ψ > ${keyCoreFractions.map((value) => figureNumber(value)).join(' or ')} max Ψ`;
}
