import type { DataColumn, SourceData } from '../sample/panel.ts';

/** Name of a column with its unit: `psi (σ²/ε)`, `u_x (m^(−1/2))`. */
export function heading({ name, unit }: DataColumn) {
  return unit === null ? name : `${name} (${unit.replaceAll(/\^\{([^}]*)\}/g, '^($1)')})`;
}

function quoted(text: string) {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** How many rows the longest column has. */
export const rowCount = (data: SourceData) => Math.max(0, ...data.map(({ values }) => values.length));

/** The numbers of a panel as CSV (RFC 4180, UTF-8): each reads back to the same bits; what does not exist is empty. */
export function csvOf(data: SourceData): Uint8Array {
  const lines = [data.map((column) => quoted(heading(column))).join(',')];
  const text = (value: string | number | undefined) =>
    value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? '' : quoted(String(value));
  for (let row = 0; row < rowCount(data); row += 1) lines.push(data.map(({ values }) => text(values[row])).join(','));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8');
}
