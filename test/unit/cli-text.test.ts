import { expect, test } from 'vitest';
import { bar, ProgressLine } from '../../src-main/cli/progress-line.ts';
import { textTable } from '../../src-main/cli/text-table.ts';

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

function recorder(isScreen: boolean): { text: () => string; progress: ProgressLine } {
  let text = '';
  const progress = new ProgressLine({
    out: () => undefined,
    err: (piece) => (text += piece),
    isScreen,
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
