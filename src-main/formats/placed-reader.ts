import type { Box } from '../../native-workers/configuration/configuration.ts';
import type { BytesAt } from './bytes-at.ts';
import type { Frame } from './frame.ts';

/** What such a reader makes of a frame: all but where it came from. */
export type FrameContent = Omit<Frame, 'source' | 'format' | 'frameIndex'>;

/** The frames of one file. */
export interface PlacedFrames {
  /** How many there are. */
  readonly count: number;
  /** One of them, from 0, all of it checked. `box` is given by the caller, for files that may lack one. */
  read(frame: number, box: Box | undefined): FrameContent;
}

/**
 * A binary format whose files are read at any place: `readFrames` gives it the whole file, on the disk or in memory.
 * To add one: write an object of this kind in a file of its own, put it into the table of `readers.ts`, and give it a
 * row in the conformance suite.
 *
 * Both methods throw `BadInput` naming the file and the part of it that cannot be used, and allocate nothing by what a
 * file claims before that is held against the file's size.
 */
export interface PlacedReader {
  /** Name in `--format` and in `Frame.format`. */
  readonly id: string;
  /** What a user calls it. */
  readonly label: string;
  /** File name endings (with the dot, lower case). */
  readonly extensions: readonly string[];
  /** Whether a file with these first bytes is one. */
  begins(head: Buffer): boolean;
  /** Looks at the outline of a file; the frames read from `bytes` while it is open. */
  open(bytes: BytesAt, source: string): PlacedFrames;
}
