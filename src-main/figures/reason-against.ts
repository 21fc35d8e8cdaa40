import type { SkippedPanel } from './figures.contract.ts';
import type { FigureSample } from './sample/figure-sample.ts';
import type { Panel } from './sample/panel.ts';

/** Why a panel is not drawn of a sample; null where it is. */
export function reasonAgainst(panel: Panel, sample: FigureSample): Omit<SkippedPanel, 'id'> | null {
  const { reports } = sample.arrays;
  const elastic = panel.needs.length > 0 ? sample.notElastic : null;
  if (elastic !== null) return { reason: elastic, needs: [] };
  const needs = panel.needs.filter((need) => reports[need] === undefined);
  // What the sample cannot have is no matter of computing.
  if (needs.length > 0)
    return { reason: `the project has no report of ${needs.map((need) => `'keycore ${need}'`).join(' and ')}`, needs };
  const reason = panel.missing?.(sample) ?? null;
  return reason === null ? null : { reason, needs: [] };
}
