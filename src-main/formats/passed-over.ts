import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Frame } from './frame.ts';
import type { UnusableFrame } from './unusable-frame.ts';

/** Frames that were passed over are named up to so many. */
const MAX_NAMED = 5;

/** Frames that were asked for and passed over, for a note. */
export class PassedOver {
  first: { frame: number; error: UnusableFrame } | null = null;
  readonly #named: string[] = [];
  #unnamed = 0;

  add(frame: number, error: UnusableFrame): void {
    this.first ??= { frame, error };
    if (this.#named.length < MAX_NAMED) this.#named.push(`Frame ${frame} was passed over: it ${error.reason}.`);
    else this.#unnamed += 1;
  }

  /** The notes since the last call. */
  take(): string[] {
    const notes = this.#named.splice(0);
    if (this.#unnamed > 0) notes.push(`So were ${this.#unnamed} more.`);
    this.#unnamed = 0;
    return notes;
  }
}

/** A frame with notes above its warnings. */
export function withNotes(frame: Frame, notes: readonly string[]): Frame {
  return notes.length === 0 ? frame : { ...frame, warnings: [...notes, ...(frame.warnings ?? [])] };
}

/** What is said where every frame that was asked for is cut or empty: the first of them. */
export function noneWhole({ frame, error }: { frame: number; error: UnusableFrame }) {
  return new BadInput(`no frame that was asked for is whole: frame ${frame} ${error.reason}`, error.place);
}
