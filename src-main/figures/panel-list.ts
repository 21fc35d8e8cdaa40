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
];

/** A page of panels, row by row: the figures of the paper. */
export interface PagePreset {
  id: string;
  title: string;
  rows: readonly (readonly string[])[];
}

export const PAGES: readonly PagePreset[] = [
  {
    id: '1',
    title: 'QLM and its fields',
    rows: [
      ['1a', '1b', '1c'],
      ['1d', '1e', '1f'],
    ],
  },
  {
    id: '2',
    title: 'Eigenvector and non-affine displacement',
    rows: [
      ['2a', '2b', '2c', '2d', '2e'],
      ['2f', '2g', '2h', '2i', '2j'],
    ],
  },
  {
    id: '3',
    title: 'Core, key core and square',
    rows: [
      ['3a1', '3a2', '3a3', '3a4'],
      ['3b1', '3b2', '3b3', '3b4'],
    ],
  },
  {
    id: '4',
    title: 'Modulus and hidden strings',
    rows: [
      ['4a', '4b1', '4b2'],
      ['4d', '4c1', '4c2'],
      ['4e', '4f', '4g'],
    ],
  },
  {
    id: '5',
    title: 'Modulus and excited particles',
    rows: [
      ['5a', '5b', '5c1'],
      ['5c2', '5d1', '5d2'],
    ],
  },
  {
    id: '6',
    title: 'Crystal with vacancies',
    rows: [
      ['6a', '6b', '6c'],
      ['6d', '6e', '6f'],
    ],
  },
];

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

/** Whether a page is one of chosen panels: these are lettered in their order. */
export function isComposed(id: string): boolean {
  return id.includes(AND);
}
