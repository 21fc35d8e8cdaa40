import { taskContract } from '../../native-workers/tasks/task.ts';
import type { SampleOfFigures } from './sample/kept-sample.ts';
import type { PanelNeed } from './sample/panel.ts';
import type { PanelOptions } from './sample/panel-options.ts';

/** What figures are written as, in the order in which they are offered. */
export const FIGURE_FORMATS = ['svg', 'pdf', 'png', 'csv', 'xlsx'] as const;

export type FigureFormat = (typeof FIGURE_FORMATS)[number];

export interface FigureChoice {
  /** Ids of panels that are drawn by themselves. */
  panels: readonly string[];
  /** Ids of pages. */
  pages: readonly string[];
  /** A field as a window shows it, see `fieldViewSchema`; null for none. */
  view: string | null;
  /** What of panels and pages can be chosen. */
  options: PanelOptions;
  /** Id of a style. */
  style: string;
  formats: readonly FigureFormat[];
  /** Of PNG files. */
  dpi: number;
  transparent: boolean;
  /** Of panels by themselves; null: a column of the style. */
  widthMm: number | null;
}

export interface FigureInput extends SampleOfFigures {
  choice: FigureChoice;
  /** Not watched: a figure is drawn in moments, and the thread is ended where it is not waited for. */
  control: SharedArrayBuffer | null;
}

/** What one figure is of. */
export interface FigureName {
  kind: 'panel' | 'page' | 'view';
  /** Of a view its text. */
  id: string;
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

/** A figure that was drawn. */
export interface DrawnFigure {
  widthMm: number;
  heightMm: number;
  /** Markdown. */
  caption: string;
  /** Makes it again on a command line. */
  command: string;
}

export interface DrawnFigures {
  files: FigureFile[];
  /** In the order in which they were asked for. */
  figures: DrawnFigure[];
  skipped: SkippedPanel[];
}

/** The figures of a sample, as files. */
export const figuresTask = taskContract<FigureInput, DrawnFigures>('figures');

/** A panel as a list of them shows it. */
export interface ListedPanel {
  id: string;
  title: string;
  /** Why this sample does not have it; null where it can be drawn. */
  reason: string | null;
  /** Analyses that would have to be made for it. */
  needs: PanelNeed[];
}

/** Every panel, and whether the sample has it. */
export const figurePanelsTask = taskContract<Omit<FigureInput, 'choice'>, ListedPanel[]>('figure-panels');

/** A small picture of a figure. */
export interface ThumbnailInput extends Omit<FigureInput, 'choice'> {
  /** Of a panel. */
  id: string;
  style: string;
  /** Its width. */
  pixels: number;
  options: PanelOptions;
}

/** A PNG; null where the sample does not have the figure. */
export const thumbnailTask = taskContract<ThumbnailInput, Uint8Array | null>('figure-thumbnail');
