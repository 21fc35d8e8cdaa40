import { taskContract } from '../../native-workers/tasks/task.ts';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { PanelNeed } from './sample/panel.ts';

/** What figures are written as, in the order in which they are offered. */
export const FIGURE_FORMATS = ['svg', 'pdf', 'png', 'csv', 'xlsx'] as const;

export type FigureFormat = (typeof FIGURE_FORMATS)[number];

export interface FigureChoice {
  /** Ids of panels that are drawn by themselves. */
  panels: readonly string[];
  /** Ids of pages. */
  pages: readonly string[];
  /** Id of a style. */
  style: string;
  formats: readonly FigureFormat[];
  /** Of PNG files. */
  dpi: number;
  transparent: boolean;
  /** Of panels by themselves; null: a column of the style. */
  widthMm: number | null;
}

export interface FigureInput {
  sample: FigureSampleArrays;
  choice: FigureChoice;
  /** Not watched: a figure is drawn in moments, and the thread is ended where it is not waited for. */
  control: SharedArrayBuffer | null;
}

export interface FigureFile {
  /** Without a folder: `glass-1-4a.svg`. */
  name: string;
  bytes: Uint8Array;
}

/** A panel that this sample does not have, or that is not known yet. */
export interface SkippedPanel {
  id: string;
  reason: string;
  /** Analyses that would have to be made for it. */
  needs: PanelNeed[];
}

export interface DrawnFigures {
  files: FigureFile[];
  skipped: SkippedPanel[];
}

/** The figures of a sample, as files. */
export const figuresTask = taskContract<FigureInput, DrawnFigures>('figures');
