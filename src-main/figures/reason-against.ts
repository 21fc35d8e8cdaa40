import type { SkippedPanel } from './figures.contract.ts';
import { FIGURE_ANALYSES } from './sample/figure-analyses.ts';
import type { FigureSample } from './sample/figure-sample.ts';
import type { Panel, PanelNeed } from './sample/panel.ts';

function reportsText(needs: readonly PanelNeed[]) {
  return FIGURE_ANALYSES.filter(({ name }) => needs.includes(name))
    .map(({ report }) => report)
    .join(' and ');
}

/** Why a panel is not drawn of a sample; null where it is. */
export function reasonAgainst(panel: Panel, sample: FigureSample): Omit<SkippedPanel, 'id'> | null {
  const { reports } = sample.arrays;
  const elastic = panel.needs.length > 0 ? sample.notElastic : null;
  if (elastic !== null) return { reason: elastic, needs: [] };
  const needs = panel.needs.filter((need) => reports[need] === undefined);
  // What the sample cannot have is no matter of computing.
  if (needs.length > 0) return { reason: `the project has no report of ${reportsText(needs)}`, needs };
  const reason = panel.missing?.(sample) ?? null;
  return reason === null ? null : { reason, needs: [] };
}
