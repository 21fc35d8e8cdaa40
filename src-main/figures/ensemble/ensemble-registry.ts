import type { EnsemblePanel } from './ensemble-panel.ts';
import { anisotropies, coreSizes, keyCoreSizes, sharesOfWaves, ratioOfAll, ratiosOfParts } from './lowest-modes.ts';
import { modulusOfMany } from './modulus-curves.ts';

/** Every panel of many samples: a new one is a line here, and one in `panel-list.ts`. */
export const ENSEMBLE_PANELS: readonly EnsemblePanel[] = [
  coreSizes,
  keyCoreSizes,
  ratioOfAll,
  ratiosOfParts,
  sharesOfWaves,
  anisotropies,
  modulusOfMany,
];

/** The panel of an id; undefined where there is none. */
export function ensemblePanelNamed(id: string): EnsemblePanel | undefined {
  return ENSEMBLE_PANELS.find((panel) => panel.id === id);
}
