import { mechanicsAnalysis } from './mechanics/mechanics-analysis.ts';
import { pseudoModesAnalysis } from './pseudo-modes/pseudo-modes-analysis.ts';
import { spectrumAnalysis } from './spectrum/spectrum-analysis.ts';
import { strainAnalysis } from './strain/strain-analysis.ts';

/** Every analysis of a sample, in the order in which help and documentation show them. */
export const ANALYSES = [mechanicsAnalysis, strainAnalysis, spectrumAnalysis, pseudoModesAnalysis] as const;

export type AnyAnalysis = (typeof ANALYSES)[number];

/** The analysis of a name; undefined where there is none. */
export function analysisNamed(name: string): AnyAnalysis | undefined {
  return ANALYSES.find((analysis) => analysis.name === name);
}
