import type { Locator, Page } from 'playwright-core';
import { drop, dropAndImport, dumpText } from './dropped-files.ts';
import { type WindowStage, settled } from './window-suite.ts';

/** A state of the window that is looked at: how one comes to it from the shipped sample, and how one leaves it. */
export interface Screen {
  name: string;
  show: (page: Page, stage: WindowStage) => Promise<void>;
  leave?: (page: Page) => Promise<void>;
}

const escape = (page: Page): Promise<void> => page.keyboard.press('Escape');

async function byButton(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').waitFor();
}

/** Opens a tab of the right panel. */
export async function openTab(page: Page, name: 'Field' | 'Mechanics'): Promise<void> {
  await page.getByRole('tab', { name }).click();
  if (name === 'Mechanics') await page.locator('path[data-curve="allStrings"]').waitFor();
}

/** The tab Analyses with one of them. */
async function openAnalysis(page: Page, heading: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'Analyses' }).click();
  await page.getByRole('group', { name: 'Analyses' }).getByRole('button', { name: heading, exact: true }).click();
  return page.getByRole('region', { name: heading, exact: true });
}

/** Four projects that are none. */
export async function fourErrors(page: Page, stage: WindowStage): Promise<void> {
  stage.provoke(/status of 422/);
  for (let lines = 1; lines <= 4; lines += 1)
    await drop(page, { name: `bad-${lines}.keycore`, content: 'nothing\n'.repeat(lines) });
  await page.getByRole('alert').nth(3).waitFor();
}

/**
 * Main views and dialogs, in an order in which one follows the other in the same window, which is 1440 pixels wide while
 * they change.
 */
export const SCREENS: readonly Screen[] = [
  { name: 'the viewer', show: () => Promise.resolve() },
  {
    name: 'a picked particle and a selection',
    show: async (page) => {
      await page.getByLabel('Particle id').fill('100');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /^Ψ > / }).click();
    },
  },
  { name: 'the structure', show: (page) => showStructure(page), leave: (page) => summaryOf(page, 'Structure').click() },
  {
    name: 'a spectrum',
    show: async (page) => {
      const view = await openAnalysis(page, 'Spectrum');
      await view.getByRole('button', { name: 'Compute Spectrum' }).click();
      await view.getByRole('slider', { name: 'Density of states' }).waitFor();
      for (const words of ['Settings', 'Numbers']) await view.locator('summary', { hasText: words }).first().click();
    },
  },
  {
    name: 'pseudo-harmonic modes',
    show: async (page) => {
      const view = await openAnalysis(page, 'Pseudo-harmonic modes');
      await view.locator('form summary').click();
      for (const label of ['Count', 'Starts']) await view.getByLabel(label, { exact: true }).fill('1');
      await view.getByRole('button', { name: 'Compute Pseudo-harmonic modes' }).click();
      await view.getByRole('listbox', { name: 'Pseudo-harmonic modes' }).getByRole('option').first().click();
      await page.locator('.pane .title').waitFor();
    },
    leave: async (page) => {
      await page.getByRole('button', { name: /^Back to / }).click();
      await openTab(page, 'Field');
    },
  },
  {
    name: 'the mechanics',
    show: async (page) => {
      await openTab(page, 'Mechanics');
      await page.getByRole('button', { name: 'Key core', exact: true }).click();
      await page.locator('path[data-curve="pinned"]').waitFor();
    },
    leave: async (page) => {
      await page.getByRole('button', { name: 'Clear', exact: true }).click();
      await openTab(page, 'Field');
    },
  },
  { name: 'opening a project', show: (page) => byButton(page, 'Open…'), leave: escape },
  {
    name: 'new samples',
    show: async (page) => {
      await byButton(page, 'New samples…');
      await page.getByRole('dialog').getByLabel('Particles').waitFor();
      for (const group of await page.getByRole('dialog').locator('summary').all()) await group.click();
    },
    leave: escape,
  },
  { name: 'the export', show: (page) => byButton(page, 'Export…'), leave: escape },
  {
    name: 'a movie',
    show: async (page) => {
      await byButton(page, 'Movie…');
      await page.getByRole('dialog').locator('canvas').waitFor();
    },
    leave: escape,
  },
  {
    name: 'files before their import',
    show: async (page) => {
      await drop(
        page,
        { name: 'ready.dump', content: dumpText(128) },
        { name: 'asks.dump', content: dumpText(140, { share: 0.7 }) },
        { name: 'rubbish.dump', content: 'nothing\n' },
      );
      for (const word of ['needs an answer', 'not read']) await page.getByRole('listitem').getByText(word).waitFor();
    },
    leave: escape,
  },
  {
    name: 'the keys',
    show: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
    leave: escape,
  },
  {
    name: 'all samples',
    show: async (page) => {
      await page.getByRole('tab', { name: 'Browse' }).click();
      await page.getByRole('grid', { name: 'All samples' }).getByRole('row').nth(1).click();
    },
    leave: (page) => openTab(page, 'Field'),
  },
  { name: 'the questions of the help', show: (page) => showHelp(page, 'Questions'), leave: escape },
  { name: 'the glossary', show: (page) => showHelp(page, 'Glossary'), leave: escape },
  {
    name: 'what a label means',
    show: async (page) => {
      await page.getByRole('button', { name: 'PR', exact: true }).click();
      await page.getByRole('dialog', { name: 'participation ratio' }).locator('math').waitFor();
    },
    leave: escape,
  },
  {
    name: 'a step of the tour',
    show: async (page) => {
      await showHelp(page, 'Keys');
      await page.getByRole('button', { name: 'Take the tour' }).click();
      await page.getByRole('dialog', { name: 'Tour' }).waitFor();
    },
    leave: escape,
  },
  {
    name: 'four errors',
    show: fourErrors,
    leave: (page) => page.getByRole('button', { name: 'Dismiss all' }).click(),
  },
  {
    name: 'an import under way',
    show: async (page) => {
      await dropAndImport(page, { name: 'moving.dump', content: dumpText(4000) });
      await page.getByRole('button', { name: 'Cancel Import of moving.dump' }).waitFor();
    },
    leave: async (page) => {
      await page.getByRole('button', { name: 'Cancel Import of moving.dump' }).click();
      await page.getByRole('progressbar').first().waitFor({ state: 'detached' });
    },
  },
];

/** Opens the help at a tab. */
async function showHelp(page: Page, tab: string): Promise<void> {
  await byButton(page, 'Help');
  await page.getByRole('tab', { name: tab }).click();
}

/** The heading that folds a section of the panel. */
function summaryOf(page: Page, section: string): Locator {
  return page.getByRole('region', { name: section }).locator('summary');
}

async function showStructure(page: Page): Promise<void> {
  await summaryOf(page, 'Structure').click();
  await page.locator('canvas[data-points]').nth(1).waitFor();
  await page.getByRole('figure', { name: /^Coordination numbers/ }).scrollIntoViewIfNeeded();
}

/** Goes through all screens in one window and looks at each. */
export async function throughScreens(
  page: Page,
  stage: WindowStage,
  look: (screen: Screen) => Promise<void>,
): Promise<void> {
  for (const screen of SCREENS) {
    await screen.show(page, stage);
    await settled(page);
    await look(screen);
    await screen.leave?.(page);
  }
}
