import type { NumericArray } from '../client/safetensors.ts';
import { view } from '../viewer/view.svelte.ts';

/** Names of the arrows that reports give, beside those of modes. */
export const REPORT_ARROWS = { pseudoMode: 'report:z', strain: 'report:strain' } as const;

type Arrows = keyof typeof REPORT_ARROWS;

/** Name of the colour that an array of a report gives, where it is not among the sample's own. */
export const REPORT_SCALAR = 'report:scalar';

/** A vector field of a report, and what the legend calls its arrows. */
interface DrawnArrows {
  title: string;
  field: NumericArray;
}

/** An array of a report that colours the particles. */
interface DrawnScalar {
  label: string;
  unit: string | null;
  signed: boolean;
  values: Float64Array;
}

const isOurs = (name: string | null) => Object.values<string | null>(REPORT_ARROWS).includes(name);

/** What of the reports is drawn in the field. */
class ReportField {
  arrows = $state.raw<Readonly<Record<Arrows, DrawnArrows | null>>>({ pseudoMode: null, strain: null });
  scalar = $state.raw<DrawnScalar | null>(null);
  /** The arrows that gave way. */
  #former = $state<string | null>('u');

  get former(): string | null {
    return this.#former;
  }

  /** Draws arrows in place of those of before. */
  draw(which: Arrows, drawn: DrawnArrows): void {
    this.arrows = { ...this.arrows, [which]: drawn };
    const { name } = view.arrows;
    if (name === REPORT_ARROWS[which]) return;
    if (!isOurs(name)) this.#former = name;
    view.arrows.name = REPORT_ARROWS[which];
  }

  /** The arrows are those of before. */
  goBack(): void {
    view.arrows.name = this.#former;
  }

  colour(scalar: DrawnScalar): void {
    this.scalar = scalar;
    view.scalar = REPORT_SCALAR;
  }

  /** Forgets what belongs to the last sample. */
  forget(): void {
    if (isOurs(view.arrows.name)) this.goBack();
    if (isOurs(view.besideArrows.name)) view.besideArrows.name = this.#former;
    this.arrows = { pseudoMode: null, strain: null };
    this.scalar = null;
  }
}

export const reportField = new ReportField();
