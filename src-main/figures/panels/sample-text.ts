import type { FigureSample } from '../sample/figure-sample.ts';
import { verbatimLabel } from '../marks/label-parts.ts';
import { figureNumber } from '../marks/number-text.ts';

/** `mode 0: ω = 0.164, PR = 0.005`. */
export function modeText({ report }: FigureSample, mode: number): string {
  const { omega, pr } = report.modes[mode];
  return `mode ${mode}, ω = ${figureNumber(omega, 3)}, PR = ${figureNumber(pr, 2)}`;
}

/** Of what is given without a unit. */
const UNITS =
  'Reduced units of length σ, energy ε and mass m: Ψ in σ²/ε, ω in (ε/mσ²)^{1/2}, u in m^{−1/2}, ∇·u^{np} in σ m^{−1/2}, D/ω in mσ²/ε.';

/** Of which sample a figure is, and by what it was made; the end of every caption. */
export function sampleText({ arrays, particles }: FigureSample, version: string): string {
  const { project, number, modelLabel, seed } = arrays;
  return `Sample ${number} of '${verbatimLabel(project)}': ${verbatimLabel(modelLabel)}, N = ${particles}${seed === null ? '' : `, seed ${seed}`}. ${UNITS} Keycore ${version}.`;
}
