/** One table of the bench document: a head row, body rows, and what a reader must know beside it. */
export interface BenchTable {
  title: string;
  columns: string[];
  rows: string[][];
  /** Printed below the table, one paragraph each. */
  notes: string[];
}

/** GitHub-flavoured Markdown, columns padded so that the source reads as a table as well. */
export function toMarkdown(table: BenchTable): string {
  for (const row of table.rows) {
    if (row.length !== table.columns.length)
      throw new Error(
        `${table.title}: a row of ${row.length} cells under ${table.columns.length} columns: ${row.join(' | ')}`,
      );
  }
  const widths = table.columns.map((name, at) => Math.max(name.length, ...table.rows.map((row) => row[at].length)));
  const line = (cells: string[]): string => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [
    `### ${table.title}`,
    '',
    line(table.columns),
    rule,
    ...table.rows.map(line),
    '',
    ...table.notes.flatMap((note) => [note, '']),
  ].join('\n');
}

/** Three significant digits with the unit that suits: 0.0123 → "12.3 ms". */
export function formatSeconds(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  if (seconds < 1) return `${threeDigits(seconds * 1e3)} ms`;
  return `${threeDigits(seconds)} s`;
}

/** Three significant digits without an exponent. */
export function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  return magnitude >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** "37 ×": how many times longer `theirs` takes than `ours`. */
export function formatRatio(theirs: number, ours: number): string {
  return `${threeDigits(theirs / ours)} ×`;
}

/** Middle value (mean of the middle two); throws on an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('median of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
