import { figureNumber } from '../marks/number-text.ts';
import type { FigureEnsemble } from './figure-ensemble.ts';

const several = (values: readonly (string | number)[]) =>
  [...new Set(values)].map((value) => (typeof value === 'number' ? String(value) : value)).join(', ');

/** Of which samples a figure is, and by what it was made; the end of every caption. */
export function ensembleText({ project, samples, chosen }: FigureEnsemble, version: string): string {
  const models = several(samples.map(({ model }) => model));
  const particles = several(samples.map((sample) => sample.particles));
  return `${samples.length} ${chosen === null ? '' : 'chosen '}samples of '${project}': ${models}, N = ${particles}. Keycore ${version}.`;
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
