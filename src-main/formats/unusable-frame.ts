import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';

/**
 * A frame that gives no configuration and does not keep those after it from being read: one that was cut off, as a
 * killed run leaves it, or one of no particles. Readers of text throw it with the beginning of the next frame as the next
 * line.
 */
export class UnusableFrame extends BadInput {
  /** What is the matter with it, as half a sentence that begins "Frame 3". */
  readonly reason: string;

  constructor(frameIndex: number, reason: string, place: InputPlace) {
    super(
      `frame ${frameIndex} ${reason}; others can be read by their numbers, the last whole one by --frame last, all ` +
        'whole ones by --frame all',
      place,
    );
    this.reason = reason;
  }
}

/** A frame that ends before its time: where it begins, and what it states and holds. */
export function cutFrame(frameIndex: number, firstLine: number, holds: string, place: InputPlace): UnusableFrame {
  return new UnusableFrame(frameIndex, `is cut off: it begins in line ${firstLine} and ${holds}`, place);
}

/** A frame of no particles; `place` is where it says so. */
export function emptyFrame(frameIndex: number, place: InputPlace): UnusableFrame {
  return new UnusableFrame(
    frameIndex,
    `holds no particles${place.line === undefined ? '' : ` (line ${place.line})`}`,
    place,
  );
}
