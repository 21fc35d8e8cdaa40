import { escapedLine } from '../../native-workers/text/escaped.ts';
import type { Terminal } from './terminal.ts';

const BAR_CELLS = 24;
/** Eight steps of one cell, from empty to full. */
const EIGHTHS = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/** A bar of 24 cells for a fraction from 0 to 1. */
export function bar(fraction: number): string {
  const eighths = Math.round(Math.min(Math.max(fraction, 0), 1) * BAR_CELLS * 8);
  const full = Math.floor(eighths / 8);
  const rest = full === BAR_CELLS ? '' : EIGHTHS[eighths % 8];
  return ('█'.repeat(full) + rest).padEnd(BAR_CELLS);
}

const USUAL_COLUMNS = 80;

/** The text, or as much of it as fits: a line that wraps could not be drawn over. */
function clipped(text: string, columns: number) {
  const letters = Array.from(text);
  return letters.length <= columns ? text : `${letters.slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/**
 * What is going on: on a screen one line that is drawn over, elsewhere nothing until something is finished.
 * Lines said through `note` stay.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  #drawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Draws over the line; `fraction` null where the end is not known. */
  update(text: string, fraction: number | null): void {
    if (!this.#terminal.isScreen) return;
    const amount = fraction === null ? '' : ` ▕${bar(fraction)}▏ ${String(Math.round(100 * fraction)).padStart(3)} %`;
    const columns = this.#terminal.columns?.() ?? USUAL_COLUMNS;
    // The last column is left free: some screens wrap when it is written.
    const shown = clipped(escapedLine(text), columns - 1 - Array.from(amount).length);
    this.#terminal.redraw(`${shown}${amount}`);
    this.#drawn = true;
  }

  clear(): void {
    if (this.#drawn) this.#terminal.redraw('');
    this.#drawn = false;
  }

  /** At the end of a scope with `using`. */
  [Symbol.dispose](): void {
    this.clear();
  }

  /** A line that stays. */
  note(text: string): void {
    this.clear();
    this.#terminal.err(`${escapedLine(text)}\n`);
  }
}
