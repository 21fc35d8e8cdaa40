import { taskContract } from '../../native-workers/tasks/task.ts';
import type { DrawnFigures, FigureChoice } from './figures.contract.ts';

/** Curves over one abscissa that belong to no stored sample: those of a run that goes on. */
export interface CurvesFigure {
  title: string;
  /** With its unit: `time (σ√(m/ε))`. */
  xLabel: string;
  yLabel: string;
  x: readonly number[];
  /** Null: a value that is missing. */
  lines: readonly { label: string; values: readonly (number | null)[] }[];
}

export interface CurvesInput {
  curves: CurvesFigure;
  choice: Pick<FigureChoice, 'style' | 'formats' | 'dpi' | 'transparent' | 'widthMm'>;
  /** Not watched: a figure is drawn in moments. */
  control: SharedArrayBuffer | null;
}

/** Curves as files. */
export const curvesTask = taskContract<CurvesInput, DrawnFigures>('figure-curves');
