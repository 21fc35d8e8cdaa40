import type { FigureList, FigureRequest } from '../../src-main/api/figures-contract.ts';

/**
 * Width of a figure where none is chosen, mm: a column of its style, and of two fields side by side a page of it, as the
 * main side draws them. Null for pages, which have a width of their own.
 */
export function usualWidth(
  { columnMm, pageMm }: Pick<FigureList['styles'][number], 'columnMm' | 'pageMm'>,
  { pages = [], view = null }: Pick<FigureRequest, 'pages' | 'view'>,
): number | null {
  if (pages.length > 0) return null;
  return view !== null && new URLSearchParams(view).has('beside') ? pageMm : columnMm;
}
