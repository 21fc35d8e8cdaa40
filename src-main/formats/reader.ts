import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { LONGEST_LABEL } from './fields.ts';
import type { Frame } from './frame.ts';

/** What a reader is told about the frame it reads. */
export interface ReadContext {
  /** File as the user named it. */
  source: string;
  /** Number of the frame in the file, from 0. */
  frameIndex: number;
  /** Box given by the caller, for formats that may lack one. */
  box?: Box;
}

/**
 * A file format that can be read. To add one: write an object of this kind in a file of its own, put it into the
 * table of `readers.ts`, and give it a row in the conformance suite.
 *
 * Readers take lines from `lines` and leave it behind their frame. They hold one frame in memory, and throw
 * `BadInput` naming file, line and field for anything they cannot use.
 */
export interface FormatReader {
  /** Name in `--format` and in `Frame.format`. */
  readonly id: string;
  /** What a user calls it. */
  readonly label: string;
  /** Whether such a file holds one frame at most. */
  readonly single: boolean;
  /** File name endings (with the dot, lower case), used where the content leaves it open. */
  readonly extensions: readonly string[];
  /** Whether this looks like the beginning of such a file: its first lines (up to 64 KiB of text, `\n` line ends). */
  recognises(head: string): boolean;
  /** The frame that starts at the next line, with everything checked; null if only blank lines are left. */
  readFrame(lines: ByteLines, context: ReadContext): Promise<Frame | null>;
  /** Passes over one frame, checking no more than its outline; false if only blank lines are left. */
  skipFrame(lines: ByteLines, context: ReadContext): Promise<boolean>;
}

/** Refuses a box given by the caller that contradicts the file's own. */
export function refuseOtherBox(own: Box, context: ReadContext): void {
  const given = context.box;
  if (given === undefined || (given.lx === own.lx && given.ly === own.ly && given.xy === own.xy)) return;
  throw new BadInput(
    `the file states its own box (lx ${own.lx}, ly ${own.ly}, xy ${own.xy}), which differs from the one given ` +
      `(lx ${given.lx}, ly ${given.ly}, xy ${given.xy}); leave that out`,
    { file: context.source },
  );
}

/** Column names must be distinct to mean anything, and short enough to be names. */
export function checkColumnNames(names: readonly string[], place: { file: string; line: number }): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name.length > LONGEST_LABEL)
      throw new BadInput(
        `the name of a column, ${quoted(name)}, has ${name.length} characters; at most ${LONGEST_LABEL} are read`,
        place,
      );
    if (seen.has(name)) throw new BadInput(`the column ${quoted(name)} occurs twice`, { ...place, field: name });
    seen.add(name);
  }
}

/** Appended to the last rows of a frame that ends early. */
export function completeFrames(frameIndex: number): string {
  if (frameIndex === 0) return '';
  return frameIndex === 1
    ? '; frame 0 before it is complete'
    : `; frames 0 to ${frameIndex - 1} before it are complete`;
}

/** Said when the last line of a text has no end: what is missing cannot be known. */
export const UNTERMINATED = 'The last line has no line end: if the file was cut off, its last number may lack digits.';
