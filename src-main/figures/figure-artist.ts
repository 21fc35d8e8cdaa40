import { TaskPool } from '../jobs/task-pool.ts';
import { taskValue } from '../jobs/task-value.ts';
import { workerEntry } from '../jobs/worker-entry.ts';
import { type CurvesInput, curvesTask } from './curves.contract.ts';
import { ensembleFiguresTask } from './ensemble-figures.contract.ts';
import type { FigureEnsemble } from './ensemble/figure-ensemble.ts';
import {
  type DrawnFigures,
  type FigureChoice,
  figurePanelsTask,
  figuresTask,
  type ListedPanel,
  type ThumbnailInput,
  thumbnailTask,
} from './figures.contract.ts';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { SampleOfFigures } from './sample/kept-sample.ts';

/** A sample with a text that is another for another sample, and for the same with other reports. */
export interface KeyedSample {
  key: string;
  sample: FigureSampleArrays;
}

/** Draws figures in a thread of its own, which keeps the last sample. Throws `BadInput` and `Cancelled`. */
export class FigureArtist {
  readonly #pool = new TaskPool(1, { entry: workerEntry('figure-runner') });
  /** Key of the sample that the thread has, or will have when it comes to what is asked now. */
  #sent = '';

  async draw(given: KeyedSample, choice: FigureChoice, signal?: AbortSignal): Promise<DrawnFigures> {
    // Sent in any case: a request that is given up may never reach the thread, and a view shows what others do not. What
    // comes after it sends its own again.
    this.#sent = '';
    const outcome = await this.#pool.run(figuresTask, { ...given, choice }, signal === undefined ? {} : { signal });
    return taskValue(outcome, `${given.sample.project}, sample ${given.sample.number}`);
  }

  /** The sample, where the thread does not have it; they are done in the order in which they are asked for. */
  #of({ key, sample }: KeyedSample): SampleOfFigures {
    const isSent = this.#sent === key;
    this.#sent = key;
    return { key, sample: isSent ? null : sample };
  }

  async #known<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      // Who knows what the thread has now.
      this.#sent = '';
      throw error;
    }
  }

  /** Every panel, and why the sample does not have it. */
  async panels(given: KeyedSample): Promise<ListedPanel[]> {
    return taskValue(await this.#known(this.#pool.run(figurePanelsTask, this.#of(given))));
  }

  /** A PNG of a panel, so many pixels wide; null where the sample does not have it. */
  async thumbnail(
    given: KeyedSample,
    picture: Pick<ThumbnailInput, 'id' | 'style' | 'pixels' | 'options'>,
  ): Promise<Uint8Array | null> {
    const input = { ...this.#of(given), ...picture };
    return taskValue(await this.#known(this.#pool.run(thumbnailTask, input)));
  }

  /** Curves that belong to no stored sample. */
  async drawCurves(input: Omit<CurvesInput, 'control'>): Promise<DrawnFigures> {
    return taskValue(await this.#pool.run(curvesTask, input));
  }

  /** Figures of many samples. */
  async drawEnsemble(ensemble: FigureEnsemble, choice: FigureChoice, signal?: AbortSignal): Promise<DrawnFigures> {
    const watch = signal === undefined ? {} : { signal };
    return taskValue(await this.#pool.run(ensembleFiguresTask, { ensemble, choice }, watch), ensemble.project);
  }

  close(): Promise<void> {
    this.#sent = '';
    return this.#pool.close();
  }
}
