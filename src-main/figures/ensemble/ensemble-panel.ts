import type { FigureStyle } from '../marks/styles.ts';
import type { PanelDrawing } from '../sample/panel.ts';
import type { FigureEnsemble } from './figure-ensemble.ts';

/** One panel of many samples. */
export interface EnsemblePanel {
  /** As the paper calls it (`3c`), or a name: `pr-omega`. */
  id: string;
  title: string;
  /** Why these samples cannot have it, as a clause; null where they can. */
  missing?: (ensemble: FigureEnsemble) => string | null;
  draw: (request: { ensemble: FigureEnsemble; width: number; style: FigureStyle }) => PanelDrawing;
}
