import { letterAt } from './marks/letter-at.ts';
import type { PanelNeed } from './sample/panel.ts';

/**
 * What is known of the panels of `registry.ts` without what draws them: a command line is read, and help is shown, without
 * faces and formats being loaded.
 */
export const PANEL_LIST: readonly { id: string; needs: readonly PanelNeed[] }[] = [
  { id: '1a', needs: [] },
  { id: '1b', needs: [] },
  { id: '1c', needs: [] },
  { id: '1d', needs: [] },
  { id: '1e', needs: [] },
  { id: '1f', needs: [] },
  { id: '2a', needs: [] },
  { id: '2b', needs: [] },
  { id: '2c', needs: [] },
  { id: '2d', needs: [] },
  { id: '2e', needs: [] },
  { id: '2f', needs: [] },
  { id: '2g', needs: [] },
  { id: '2h', needs: [] },
  { id: '2i', needs: [] },
  { id: '2j', needs: [] },
  { id: '3a1', needs: [] },
  { id: '3a2', needs: [] },
  { id: '3a3', needs: [] },
  { id: '3a4', needs: [] },
  { id: '3b1', needs: [] },
  { id: '3b2', needs: [] },
  { id: '3b3', needs: [] },
  { id: '3b4', needs: [] },
  { id: '4a', needs: ['mechanics'] },
  { id: '4b1', needs: ['mechanics'] },
  { id: '4b2', needs: ['mechanics'] },
  { id: '4c1', needs: ['mechanics'] },
  { id: '4c2', needs: ['mechanics'] },
  { id: '4d', needs: ['mechanics', 'spectrum'] },
  { id: '4e', needs: ['mechanics'] },
  { id: '4f', needs: ['mechanics'] },
  { id: '4g', needs: ['mechanics'] },
  { id: '5a', needs: ['mechanics'] },
  { id: '5b', needs: ['mechanics', 'spectrum'] },
  { id: '5c1', needs: ['mechanics'] },
  { id: '5c2', needs: ['mechanics'] },
  { id: '5d1', needs: ['mechanics'] },
  { id: '5d2', needs: ['mechanics'] },
  { id: '6a', needs: [] },
  { id: '6b', needs: [] },
  { id: '6c', needs: ['mechanics'] },
  { id: '6d', needs: [] },
  { id: '6e', needs: [] },
  { id: '6f', needs: [] },
  { id: 'square', needs: [] },
  { id: 'square-areas', needs: [] },
  { id: 'psi-div', needs: [] },
  { id: 'charges-u', needs: [] },
  { id: 'charges-ut', needs: [] },
  { id: 'charges-ul', needs: [] },
  { id: 'g-theta', needs: ['mechanics'] },
  { id: 'x-45', needs: [] },
  { id: 'x-45-pinned', needs: [] },
  { id: 'x-90', needs: [] },
  { id: 'x-90-pinned', needs: [] },
  { id: 'x-uniaxial-x', needs: [] },
  { id: 'x-uniaxial-y', needs: [] },
  { id: 'x-dilation', needs: [] },
  { id: 'crystal-u', needs: [] },
  { id: 'crystal-ul', needs: [] },
  { id: 'crystal-shear', needs: [] },
  { id: 'crystal-tension', needs: [] },
  { id: 'vacancy-1-psi', needs: [] },
  { id: 'vacancy-1-u', needs: [] },
  { id: 'vacancy-1-shear', needs: [] },
  { id: 'vacancy-1-tension', needs: [] },
  { id: 'vacancy-2-psi', needs: [] },
  { id: 'vacancy-2-u', needs: [] },
  { id: 'vacancy-2-shear', needs: [] },
  { id: 'vacancy-2-tension', needs: [] },
  { id: 'gr', needs: [] },
  { id: 'sq', needs: [] },
  { id: 'modes-pr', needs: [] },
  { id: 'dos', needs: ['spectrum'] },
  { id: 'dos-reduced', needs: ['spectrum'] },
  { id: 'dos-window', needs: ['spectrum'] },
  { id: 'dt-map', needs: ['spectrum'] },
  { id: 'pseudo-modes', needs: ['pseudo-modes'] },
  { id: 'pseudo-mode', needs: ['pseudo-modes'] },
  { id: 'stress-strain', needs: ['strain'] },
  { id: 'event', needs: ['strain'] },
];

/** A page of panels, row by row. */
export interface PagePreset {
  id: string;
  /** In a few words. */
  title: string;
  rows: readonly (readonly string[])[];
}

/** The six figures of the paper, then further panels. */
export const PAGES: readonly PagePreset[] = [
  {
    id: '1',
    title: 'the lowest mode',
    rows: [
      ['1a', '1b', '1c'],
      ['1d', '1e', '1f'],
    ],
  },
  {
    id: '2',
    title: 'response to strain',
    rows: [
      ['2a', '2b', '2c', '2d', '2e'],
      ['2f', '2g', '2h', '2i', '2j'],
    ],
  },
  {
    id: '3',
    title: 'the key core',
    rows: [
      ['3a1', '3a2', '3a3', '3a4'],
      ['3b1', '3b2', '3b3', '3b4'],
    ],
  },
  {
    id: '4',
    title: 'shear anisotropy and hidden strings',
    rows: [
      ['4a', '4b1', '4b2'],
      ['4d', '4c1', '4c2'],
      ['4e', '4f', '4g'],
    ],
  },
  {
    id: '5',
    title: 'shear anisotropy',
    rows: [
      ['5a', '5b', '5c1'],
      ['5c2', '5d1', '5d2'],
    ],
  },
  {
    id: '6',
    title: 'a crystal with vacancies',
    rows: [
      ['6a', '6b', '6c'],
      ['6d', '6e', '6f'],
    ],
  },
  {
    id: 'S1',
    title: 'the key-core square and topological charges',
    rows: [
      ['square', 'square-areas', 'psi-div'],
      ['charges-u', 'charges-ut', 'charges-ul'],
    ],
  },
  {
    id: 'S2',
    title: 'non-affine displacements',
    rows: [
      ['x-45', 'x-45-pinned', 'x-90', 'x-90-pinned'],
      ['x-uniaxial-x', 'x-uniaxial-y', 'x-dilation', 'g-theta'],
    ],
  },
  {
    id: 'S3',
    title: 'a crystal and its vacancies',
    rows: [
      ['crystal-u', 'crystal-ul', 'crystal-shear', 'crystal-tension'],
      ['vacancy-1-psi', 'vacancy-1-u', 'vacancy-1-shear', 'vacancy-1-tension'],
      ['vacancy-2-psi', 'vacancy-2-u', 'vacancy-2-shear', 'vacancy-2-tension'],
    ],
  },
  {
    id: 'S4',
    title: 'structure and vibrations',
    rows: [
      ['gr', 'sq', 'modes-pr'],
      ['dos', 'dos-reduced', 'dos-window'],
      ['dt-map', 'pseudo-modes', 'pseudo-mode'],
    ],
  },
  { id: 'S5', title: 'finite strain', rows: [['stress-strain', 'event']] },
];

/** Panels of many samples, of `ensemble/ensemble-registry.ts`. */
export const ENSEMBLE_PANEL_LIST: readonly { id: string }[] = [
  { id: '3c' },
  { id: '3d' },
  { id: 'pr-omega' },
  { id: 'pr-parts' },
  { id: 'phonon-share' },
  { id: 'anisotropy' },
  { id: 'g-curves' },
];

export const ENSEMBLE_PAGES: readonly PagePreset[] = [
  {
    id: 'ensemble',
    title: 'the lowest modes of many samples',
    rows: [
      ['pr-omega', '3c', '3d'],
      ['pr-parts', 'phonon-share', 'anisotropy'],
    ],
  },
];

export function ensemblePageNamed(id: string): PagePreset | undefined {
  return ENSEMBLE_PAGES.find((page) => page.id === id);
}

/**
 * The letters of panels on a page: those of the paper (`b1` of `4b1`), and on a page that is not one of its figures a, b,
 * c, … in the order of the panels that are drawn.
 */
export function lettersOn({ id }: PagePreset, drawn: readonly string[]): Map<string, string> {
  const isOfPaper = /^\d+$/.test(id);
  return new Map(drawn.map((panel, at) => [panel, isOfPaper ? panel.replace(/^\d+/, '') : letterAt(at)]));
}

/** Panels beside each other on a page that somebody composes. */
const COMPOSED_COLUMNS = 3;

/** Between the panels in the id of a page that somebody composes: `1a+4a+4f`. */
const AND = '+';

/** A page of the list, or one of panels that somebody has chosen (`1a+4a+4f`); undefined for what is neither. */
export function pageNamed(id: string): PagePreset | undefined {
  if (!id.includes(AND)) return PAGES.find((page) => page.id === id);
  const panels = id.split(AND);
  if (panels.some((panel) => !PANEL_LIST.some((each) => each.id === panel)) || new Set(panels).size < panels.length)
    return undefined;
  const columns = panels.length === 4 ? 2 : Math.min(COMPOSED_COLUMNS, panels.length);
  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    panels.slice(row * columns, (row + 1) * columns),
  );
  return { id, title: 'chosen panels', rows };
}

/** Whether a page is one of chosen panels. */
export function isComposed(id: string): boolean {
  return id.includes(AND);
}
