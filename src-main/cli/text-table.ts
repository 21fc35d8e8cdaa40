/** A column of a table on the terminal. */
export interface TextColumn {
  title: string;
  /** Numbers stand to the right, words to the left. */
  align: 'left' | 'right';
}

/** Cells in columns two blanks apart, under a line of titles; every line ends without blanks. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (columns[at].align === 'right' ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
      .join('  ')
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(titles), rule, ...rows.map(line)].join('\n')}\n`;
}
