import { expect, test } from 'vitest';
import { durationText } from '../../src-main/cli/duration.ts';
import { bar, ProgressLine } from '../../src-main/cli/progress-line.ts';
import { textTable } from '../../native-workers/text/text-table.ts';

test('a table aligns numbers right and words left, without trailing blanks', () => {
  const columns = [
    { title: 'N', align: 'right' },
    { title: 'source', align: 'left' },
  ] as const;
  expect(
    textTable(columns, [
      ['7', 'a'],
      ['4096', 'longer name'],
    ]),
  ).toBe('   N  source\n────  ───────────\n   7  a\n4096  longer name\n');
});

test('the bar is full at 1, empty at 0, and never longer than 24 cells', () => {
  expect(bar(0)).toBe(' '.repeat(24));
  expect(bar(1)).toBe('█'.repeat(24));
  expect(bar(0.5)).toBe('█'.repeat(12).padEnd(24));
  // 1/48 of 24 cells is half a cell.
  expect(bar(1 / 48)).toBe('▌'.padEnd(24));
  for (const fraction of [-1, 0.123, 0.999, 7]) expect(bar(fraction)).toHaveLength(24);
});

function recorder(isScreen: boolean, columns?: number): { text: () => string; progress: ProgressLine } {
  let text = '';
  const progress = new ProgressLine({
    out: () => undefined,
    err: (piece) => (text += piece),
    // As the real terminal draws over a line.
    redraw: (line) => (text += `\r${line}\u001b[K`),
    isScreen,
    columns: () => columns,
    signal: new AbortController().signal,
  });
  return { text: () => text, progress };
}

test('progress is drawn on a screen, and wiped before a line that stays', () => {
  const { text, progress } = recorder(true);
  progress.update('modes', 0.5);
  progress.note('done');
  expect(text()).toBe(`\rmodes ▕${'█'.repeat(12)}${' '.repeat(12)}▏  50 %\u001b[K\r\u001b[Kdone\n`);
});

test('elsewhere only the lines that stay are written', () => {
  const { text, progress } = recorder(false);
  progress.update('modes', 0.5);
  progress.clear();
  progress.note('done');
  expect(text()).toBe('done\n');
});

test('a line longer than the screen is clipped, for it could not be drawn over; the bar stays', () => {
  const fill = `▕${'█'.repeat(12)}${' '.repeat(12)}▏  50 %`;
  const { text, progress } = recorder(true, 60);
  progress.update('ω'.repeat(40), 0.5);
  // 60 columns, one left free, 33 of them the bar and what is around it.
  expect(text()).toBe(`\r${'ω'.repeat(25)}… ${fill}\u001b[K`);
  const unknown = recorder(true);
  unknown.progress.update('x'.repeat(100), null);
  expect(unknown.text()).toBe(`\r${'x'.repeat(78)}…\u001b[K`);
});

test('a time left is told in the unit that a user would use', () => {
  const said = [0, 0.4, 61, 89.4, 90, 600, 5399, 5400, 7260, 172_000, 172_800, 400_000].map(durationText);
  expect(said).toEqual([
    ...['1 s', '1 s', '61 s', '89 s', '2 min', '10 min', '1 h 30 min', '1 h 30 min', '2 h 1 min', '47 h 47 min'],
    ...['2 days', '5 days'],
  ]);
});
