import type { SampleRow } from '../../src-main/api/contract.ts';

/** Numbers by which the samples can be put in order: head of the column, and the column in words, for tooltips and screen readers. */
export const LIST_COLUMNS = [
  { key: 'number', label: '№', about: 'Number of the sample' },
  { key: 'n', label: 'N', about: 'Particles' },
  { key: 'omega', label: 'ω₀', about: 'Frequency of the lowest mode' },
  { key: 'pr', label: 'PR', about: 'Participation ratio of the lowest mode' },
  { key: 'maxPsi', label: 'Ψ', about: 'Largest vibrability' },
] as const;

type SortKey = (typeof LIST_COLUMNS)[number]['key'];

export interface SampleOrder {
  key: SortKey;
  descending: boolean;
}

/** The order after a click on a head: the same column turns round, another begins ascending. */
export function nextOrder({ key, descending }: SampleOrder, clicked: SortKey): SampleOrder {
  return { key: clicked, descending: key === clicked && !descending };
}

/**
 * Samples whose number, label or model holds `filter` (case ignored), in the order wanted. Equal ones stay in the order
 * of their numbers; those without a value come last either way.
 */
export function orderedSamples(
  samples: readonly SampleRow[],
  { key, descending }: SampleOrder,
  filter = '',
): SampleRow[] {
  const wanted = filter.trim().toLowerCase();
  const kept = samples.filter(
    ({ number, label, model }) =>
      String(number) === wanted || label.toLowerCase().includes(wanted) || model.toLowerCase().includes(wanted),
  );
  const sign = descending ? -1 : 1;
  return kept.toSorted((a, b) => {
    const [x, y] = [a[key] ?? Number.NaN, b[key] ?? Number.NaN];
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a.number - b.number;
    return sign * (x - y) || a.number - b.number;
  });
}
