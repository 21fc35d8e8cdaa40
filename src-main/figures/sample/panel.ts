import type { FigureSample } from './figure-sample.ts';
import type { FigureMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import type { PanelOptions } from './panel-options.ts';

/** A column of source data. */
export interface DataColumn {
  name: string;
  /** Null: a number without one. */
  unit: string | null;
  values: ArrayLike<number> | readonly string[];
}

/** The numbers that a panel draws, as a journal asks for them. */
export type SourceData = readonly DataColumn[];

/** What a panel is drawn with. */
export interface PanelRequest {
  sample: FigureSample;
  /** Points. */
  width: number;
  style: FigureStyle;
  options: PanelOptions;
}

/** A drawn panel: its height follows from its width. */
export interface PanelDrawing {
  height: number;
  marks: readonly FigureMark[];
  /** What it shows, with its numbers; sentences. */
  caption: string;
  data: SourceData;
}

/** Analyses that a panel is drawn from, beside that of every sample. */
export type PanelNeed = 'mechanics' | 'spectrum' | 'strain' | 'pseudo-modes';

/** One panel: everything about it that more than its own file needs. */
export interface Panel {
  /** As the paper calls it (`4a`, `3b2`), or a name: `charges-u`. */
  id: string;
  title: string;
  needs: readonly PanelNeed[];
  /** Why this sample cannot have it, as a clause; null where it can. Asked when what it `needs` is there. */
  missing?: (sample: FigureSample) => string | null;
  draw: (request: PanelRequest) => PanelDrawing;
}
