import { FigureSample, type FigureSampleArrays } from './figure-sample.ts';

/** The sample that figures are drawn of. */
export interface SampleOfFigures {
  /** Another text for another sample, and for the same with other reports. */
  key: string;
  /** Null where the thread was sent it before. */
  sample: FigureSampleArrays | null;
}

/**
 * The sample that figures were drawn of last, with what was made of it for them (tessellation, factors, fields): a list of
 * pictures and a preview ask for many figures of one sample.
 */
export class KeptSample {
  #key = '';
  #sample: FigureSample | null = null;

  of({ key, sample: arrays }: SampleOfFigures): FigureSample {
    if (this.#sample === null || key !== this.#key) {
      if (arrays === null) throw new Error(`the sample '${key}' was not sent`);
      this.#sample?.dispose();
      this.#sample = new FigureSample(arrays);
      this.#key = key;
    } else if (arrays !== null) {
      // What a view shows beside is each time another.
      this.#sample.arrays = arrays;
    }
    return this.#sample;
  }
}
