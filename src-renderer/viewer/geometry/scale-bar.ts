import { formatNumber } from '../../design/number-text.ts';

/** About the length of a scale bar, CSS pixels. */
const WANTED = 90;

/** The bar of 1, 2 or 5 times a power of ten σ that is next below the wanted length, at `zoom` CSS pixels per σ. */
export function scaleBar(zoom: number): { label: string; pixels: number } {
  const rough = WANTED / zoom;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const length = [5, 2, 1].map((k) => k * decade).find((candidate) => candidate <= rough) ?? decade;
  return { label: `${formatNumber(length)} σ`, pixels: length * zoom };
}
