import type { z } from 'zod';
import type { Analysis } from '../analysis/description/analysis.ts';
import { d2minAnalysis } from './d2min/d2min-analysis.ts';
import { mechanicsAnalysis } from './mechanics/mechanics-analysis.ts';
import { pseudoModesAnalysis } from './pseudo-modes/pseudo-modes-analysis.ts';
import { spectrumAnalysis } from './spectrum/spectrum-analysis.ts';
import { strainAnalysis } from './strain/strain-analysis.ts';
import { structureAnalysis } from './structure/structure-analysis.ts';
import { topologyAnalysis } from './topology/topology-analysis.ts';

/** Every analysis of a sample, in the order in which help and documentation show them: a new one is a line here. */
const TABLE = {
  mechanics: mechanicsAnalysis,
  strain: strainAnalysis,
  spectrum: spectrumAnalysis,
  topology: topologyAnalysis,
  'pseudo-modes': pseudoModesAnalysis,
  structure: structureAnalysis,
  d2min: d2minAnalysis,
};

export type AnalysisName = keyof typeof TABLE;
/** Settings as a request gives them: what is left out has its default. */
export type SettingsOf<Name extends AnalysisName> = Partial<z.output<(typeof TABLE)[Name]['settings']>>;
export type ReportOf<Name extends AnalysisName> = z.output<(typeof TABLE)[Name]['report']>;

/** Every analysis of a sample, in the order of the table. */
export const ANALYSES: readonly Analysis[] = Object.values(TABLE);

/** The analysis of a name; undefined where there is none. */
export function analysisNamed(name: string): Analysis | undefined {
  return ANALYSES.find((analysis) => analysis.name === name);
}
