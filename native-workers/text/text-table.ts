import { escapedLine } from './escaped.ts';

/** A column of a table on the terminal. */
export interface TextColumn {
  title: string;
  /** Numbers stand to the right, words to the left. */
  align: 'left' | 'right';
}

/** Columns of numbers. */
export function numberColumns(...titles: string[]): TextColumn[] {
  return titles.map((title) => ({ title, align: 'right' }));
}

/** Cells in columns two blanks apart, under a line of titles; every line ends without blanks. Cells may hold anything. */
export function textTable(columns: readonly TextColumn[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(escapedLine));
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (columns[at].align === 'right' ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
      .join('  ')
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(titles), rule, ...rows.map(line)].join('\n')}\n`;
}
