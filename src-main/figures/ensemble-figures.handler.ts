import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { EnsembleFigureInput } from './ensemble-figures.contract.ts';
import { ensembleMemory } from './ensemble-memory.ts';
import { ensemblePanelNamed } from './ensemble/ensemble-registry.ts';
import { ensembleText, samplesText } from './ensemble/ensemble-text.ts';
import { collected, FigureFiles, type FiguresSummary, type FigureSubject, type FigureWatch } from './figure-files.ts';
import type { DrawnFigures } from './figures.contract.ts';
import { ensemblePageNamed } from './panel-list.ts';

/** Many samples as figures are drawn of them. */
function subjectOf({ ensemble, choice }: Pick<EnsembleFigureInput, 'ensemble' | 'choice'>): FigureSubject {
  return {
    prefix: `${ensemble.project}-ensemble`,
    name: `${samplesText(ensemble)} of ${ensemble.project}`,
    about: ensembleText(ensemble, KEYCORE_VERSION),
    panel(id) {
      const panel = ensemblePanelNamed(id);
      if (panel === undefined) throw new Error(`there is no panel '${id}' of many samples`);
      const reason = panel.missing?.(ensemble) ?? null;
      if (reason !== null) return { reason, needs: [] };
      return { id, title: panel.title, draw: (width, style) => panel.draw({ ensemble, width, style }) };
    },
    page(id) {
      const preset = ensemblePageNamed(id);
      if (preset === undefined) throw new Error(`there is no page '${id}' of many samples`);
      return { preset, called: `Page ${id}` };
    },
    memory: (figure) => ensembleMemory(ensemble, choice, figure, KEYCORE_VERSION),
  };
}

/** Draws figures of many samples. Throws `Cancelled`, and what taking a file throws. */
export async function drawEnsembleFigures(
  input: Pick<EnsembleFigureInput, 'ensemble' | 'choice'>,
  watch: FigureWatch,
): Promise<FiguresSummary> {
  const files = new FigureFiles(subjectOf(input), input.choice, watch);
  for (const id of input.choice.panels) await files.panel(id);
  for (const id of input.choice.pages) await files.page(id);
  return files.finish();
}

export function handleEnsembleFigures(input: EnsembleFigureInput): Promise<DrawnFigures> {
  return collected((watch) => drawEnsembleFigures(input, watch));
}
