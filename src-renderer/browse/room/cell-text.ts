import type { SampleColumnInfo } from '../../../src-main/api/sample-table-contract.ts';
import { formatNumber } from '../../design/number-text.ts';

/** A value of a column as the table shows it; nothing where a sample has none. */
export function cellText(value: number | string | null, { kind }: Pick<SampleColumnInfo, 'kind'>): string {
  if (value === null) return '';
  if (kind === 'flag') return value === 1 ? '✓' : '';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? formatNumber(value, 7) : formatNumber(value, 4, true);
}
