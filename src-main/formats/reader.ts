import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { FrameFacts } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import { LONGEST_LABEL } from './fields.ts';

/** What a reader is told about the frame it reads. */
export interface ReadContext {
  /** Number of the frame in the file, from 0. */
  frameIndex: number;
  /** Box given by the caller, for formats that may lack one. */
  box: Box | undefined;
  /** Whether the caller says that the box is periodic in x and y, whatever the file says of it. */
  periodic: boolean;
  /** Atom style given by the caller, for LAMMPS data files that do not name theirs. */
  atomStyle: string | undefined;
}

/** The frames of a file whose rows have to be looked through before it is known which there are. */
export interface FoundFrames {
  readonly count: number;
  /** The frames that are wanted, ascending, each as soon as its rows are complete; `last` is the number of the last. */
  read(isWanted: (frameIndex: number) => boolean, last: number): AsyncGenerator<[number, FrameFacts], void>;
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
  /** File name endings (with the dot, lower case), used where the content leaves it open. */
  readonly extensions: readonly string[];
  /** Whether this looks like the beginning of such a file: its first lines (up to 64 KiB of text, `\n` line ends). */
  recognises(head: string): boolean;
  /** What stands in the frame that starts at the next line, all rows checked; null if only blank lines are left. */
  readFrame(lines: ByteLines, context: ReadContext): Promise<FrameFacts | null>;
  /**
   * Passes over one frame, checking no more than its outline; false if only blank lines are left. A format whose files
   * hold one frame at most has no such method: all that is left is passed over.
   */
  skipFrame?(lines: ByteLines, context: ReadContext): Promise<boolean>;
  /**
   * Finds the frames of a file in which they need not stand one after another; null where it is one of frames that do.
   * `head` is its beginning, `open` gives all its lines each time.
   */
  findFrames?(
    head: Buffer,
    open: () => Promise<ByteLines>,
    context: Omit<ReadContext, 'frameIndex'>,
  ): Promise<FoundFrames | null>;
}

/** Refuses a box given by the caller that contradicts the file's own. */
export function refuseOtherBox(
  own: Box,
  { box: given }: Pick<ReadContext, 'box'>,
  { source }: { source: string },
): void {
  if (given === undefined || (given.lx === own.lx && given.ly === own.ly && given.xy === own.xy)) return;
  throw new BadInput(
    `the file states its own box (lx ${own.lx}, ly ${own.ly}, xy ${own.xy}), which differs from the one given ` +
      `(lx ${given.lx}, ly ${given.ly}, xy ${given.xy}); leave out --box`,
    { file: source },
  );
}

/**
 * Refuses boundaries that a file states to be open in x or y, unless the caller says that they are periodic; `found`
 * begins the message.
 */
export function refuseOpenBox(found: string, { periodic }: ReadContext, place: InputPlace): void {
  if (periodic) return;
  throw new BadInput(
    `${found}; Keycore analyses samples that are periodic in x and y: if this one is, say --periodic`,
    { ...place, question: { asks: 'periodic', problem: 'The file says that its box is not periodic in x and y.' } },
  );
}

/** Column names must be short enough to be names. Whether those that occur twice hold the same, `ParticleRows` sees. */
export function checkColumnNames(names: readonly string[], place: InputPlace): void {
  for (const name of names)
    if (name.length > LONGEST_LABEL)
      throw new BadInput(
        `the name of a column, ${quoted(name)}, has ${name.length} characters; at most ${LONGEST_LABEL} are read`,
        place,
      );
}

/** The time step that a header states. */
export function checkedTimestep(text: string, place: InputPlace): number {
  const timestep = Number(text);
  if (text === '' || !Number.isSafeInteger(timestep))
    throw new BadInput(`the time step ${quoted(text)} is not an integer`, place);
  return timestep;
}

/** What is said when the last line of a text has no end: what is missing cannot be known. */
export function warningsOfEnd({ terminated }: ByteLines): string[] {
  return terminated ? [] : ['The last line has no line end: if the file was cut off, its last number may lack digits.'];
}
