import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';

/** More than this in one range is taken for a slip. */
const MOST = 1_000_000;

/** Sample numbers of words such as `3-7,12`. Throws `BadInput` for what is none. */
export function numbersInRanges(words: readonly string[]): number[] {
  return words
    .flatMap((word) => word.split(','))
    .flatMap((part) => {
      const found = /^(?<first>[1-9]\d{0,8})(?:-(?<last>[1-9]\d{0,8}))?$/.exec(part)?.groups;
      const from = Number(found?.['first']);
      const to = Number(found?.['last'] ?? found?.['first']);
      if (found === undefined || to < from || to - from >= MOST)
        throw new BadInput(`expected numbers and ranges of samples such as 3-7,12, got ${quoted(part)}`, {
          field: 'samples',
        });
      return Array.from({ length: to - from + 1 }, (_, at) => from + at);
    });
}
