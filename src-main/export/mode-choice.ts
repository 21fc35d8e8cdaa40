import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';

/**
 * What a user chose: so many of the lowest modes, or some by their numbers and ranges of them: `0-3`, `7`; null: nothing,
 * which means the lowest, where there is one.
 */
export type ModeChoice = { lowest: number } | { numbers: readonly string[] } | null;

/**
 * Numbers of modes, ascending, 0 being the lowest. `atHand`: how many of the lowest have displacements. Throws `BadInput`
 * for other modes, and for what is neither a number nor a range.
 */
export function chosenModes(choice: ModeChoice, atHand: number): number[] {
  if (choice === null) return atHand > 0 ? [0] : [];
  if ('lowest' in choice) {
    const { lowest } = choice;
    if (lowest > atHand)
      throw new BadInput(`expected at most ${atHand}: the displacements of that many modes are stored, got ${lowest}`, {
        field: '--modes',
      });
    return Array.from({ length: lowest }, (_, mode) => mode);
  }
  const modes = choice.numbers.flatMap((text) => {
    const found = /^(?<first>\d{1,6})(?:-(?<last>\d{1,6}))?$/.exec(text)?.groups;
    const [first, last] = [Number(found?.['first']), Number(found?.['last'] ?? found?.['first'])];
    if (!(first <= last))
      throw new BadInput(`expected a number of a mode or a range such as 0-3, got ${quoted(text)}`, {
        field: '--mode',
      });
    // A range may be long: the end is looked at before it is filled.
    const beyond = [first, last].find((mode) => mode >= atHand);
    if (beyond !== undefined)
      throw new BadInput(
        atHand === 0
          ? `there is no mode ${beyond}: no displacements are stored of this sample`
          : `there is no mode ${beyond}: displacements are stored of modes 0 to ${atHand - 1}`,
        { field: '--mode' },
      );
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
  return [...new Set(modes)].sort((a, b) => a - b);
}

/** The choice of `--modes` or `--mode`. Throws `BadInput` for both. */
export function modeChoiceOf(lowest: number | undefined, numbers: readonly string[] | undefined): ModeChoice {
  if (numbers !== undefined && lowest !== undefined)
    throw new BadInput('it names modes in place of the lowest: leave one of the two out', { field: '--mode' });
  if (numbers !== undefined) return { numbers };
  return lowest === undefined ? null : { lowest };
}
