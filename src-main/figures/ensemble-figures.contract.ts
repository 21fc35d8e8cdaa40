import { taskContract } from '../../native-workers/tasks/task.ts';
import type { DrawnFigures, FigureChoice } from './figures.contract.ts';
import type { FigureEnsemble } from './ensemble/figure-ensemble.ts';

export interface EnsembleFigureInput {
  ensemble: FigureEnsemble;
  /** Ids of panels and pages of many samples. */
  choice: FigureChoice;
  /** Not watched, as that of the figures of a sample. */
  control: SharedArrayBuffer | null;
}

/** The figures of many samples, as files. */
export const ensembleFiguresTask = taskContract<EnsembleFigureInput, DrawnFigures>('ensemble-figures');
