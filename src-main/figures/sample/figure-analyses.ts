import { z } from 'zod';
import type { Analysis } from '../../../native-workers/analysis/description/analysis.ts';
import { type AnalysisName, analysisNamed, type ReportOf } from '../../../native-workers/analyses/table.ts';
import type { PanelNeed } from './panel.ts';

/** A curve of fewer steps is no curve: one of `strain` with its defaults has one. */
const LEAST_STRAIN_STEPS = 3;

/** An analysis as figures need it. */
export interface FigureAnalysis<Name extends PanelNeed = PanelNeed> {
  name: Name;
  /** Flags of its command that differ from their defaults where figures make it. */
  flags: Record<string, unknown>;
  /** Whether it takes a minute or more at N = 4096, and not seconds. */
  takesMinutes: boolean;
  /** What messages call a report that suits. */
  report: string;
  /** Whether a report that is kept is one that panels can be drawn from. */
  suits: (reports: { [Each in AnalysisName]?: ReportOf<Each> }) => boolean;
}

/** Every analysis that panels need, beside that of every sample. */
export const FIGURE_ANALYSES: readonly FigureAnalysis[] = [
  { name: 'mechanics', report: "'keycore mechanics'", flags: {}, takesMinutes: false, suits: () => true },
  { name: 'spectrum', report: "'keycore spectrum'", flags: {}, takesMinutes: false, suits: () => true },
  { name: 'pseudo-modes', report: "'keycore pseudo-modes'", flags: {}, takesMinutes: false, suits: () => true },
  {
    name: 'strain',
    report: `'keycore strain' of ${LEAST_STRAIN_STEPS} steps or more`,
    flags: { step: 1e-3, to: 0.02, bracket: 1e-4, convergence: false },
    takesMinutes: true,
    suits: ({ strain }) => (strain?.steps.length ?? 0) >= LEAST_STRAIN_STEPS,
  },
];

/** The analysis of that name. */
export function analysisOf({ name }: FigureAnalysis): Analysis {
  const analysis = analysisNamed(name);
  if (analysis === undefined) throw new Error(`there is no analysis '${name}'`);
  return analysis;
}

/** The settings with which it is made for figures. */
export function settingsForFigures({ command }: Analysis, { flags }: FigureAnalysis): unknown {
  return command.settingsOf(z.object(command.flags).parse(flags));
}
