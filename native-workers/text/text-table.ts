import { escapedLine } from './escaped.ts';

/** A column of a table on the terminal. */
export interface TextColumn {
  title: string;
  /** Numbers stand to the right, words to the left. */
  align: 'left' | 'right';
}

/**
 * Cells in columns two blanks apart, under a line of titles; every line ends without blanks. Cells may hold anything. A
 * column that is only a title is one of numbers.
 */
export function textTable(
  titled: readonly (TextColumn | string)[],
  cells: readonly (readonly (string | number)[])[],
): string {
  const columns = titled.map((each): TextColumn => (typeof each === 'string' ? { title: each, align: 'right' } : each));
  const rows = cells.map((row) => row.map((cell) => escapedLine(String(cell))));
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (columns[at].align === 'right' ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
      .join('  ')
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(titles), rule, ...rows.map(line)].join('\n')}\n`;
}
