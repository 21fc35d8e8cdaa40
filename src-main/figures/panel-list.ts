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
  rows: readonly (readonly string[])[];
}

export const PAGES: readonly PagePreset[] = [
  {
    id: '1',
    rows: [
      ['1a', '1b', '1c'],
      ['1d', '1e', '1f'],
    ],
  },
  {
    id: '2',
    rows: [
      ['2a', '2b', '2c', '2d', '2e'],
      ['2f', '2g', '2h', '2i', '2j'],
    ],
  },
  {
    id: '3',
    rows: [
      ['3a1', '3a2', '3a3', '3a4'],
      ['3b1', '3b2', '3b3', '3b4'],
    ],
  },
  {
    id: '4',
    rows: [
      ['4a', '4b1', '4b2'],
      ['4d', '4c1', '4c2'],
      ['4e', '4f', '4g'],
    ],
  },
  {
    id: '5',
    rows: [
      ['5a', '5b', '5c1'],
      ['5c2', '5d1', '5d2'],
    ],
  },
  {
    id: '6',
    rows: [
      ['6a', '6b', '6c'],
      ['6d', '6e', '6f'],
    ],
  },
];

export function pageNamed(id: string): PagePreset | undefined {
  return PAGES.find((page) => page.id === id);
}
