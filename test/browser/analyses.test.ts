import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { PseudoModesReport } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import type { SpectrumReport } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import type { StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import type { SampleReportInfo } from '../../src-main/api/analysis-contract.ts';
import { idsOf } from '../../src-renderer/client/place-link.ts';
import { formatNumber } from '../../src-renderer/design/number-text.ts';
import { itAtLength } from '../effort.ts';
import { FieldPicture } from './field-picture.ts';
import { knownSample } from './sample.ts';
import { settled, type WindowOptions, type WindowStage, windowSuite } from './window-suite.ts';

/** The tab Analyses with one of them chosen. */
async function chosen(page: Page, heading: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'Analyses' }).click();
  await page.getByRole('group', { name: 'Analyses' }).getByRole('button', { name: heading, exact: true }).click();
  return page.getByRole('region', { name: heading, exact: true });
}

/** A window with the shipped sample of 1024 particles, in the tab Analyses. */
async function openSmall(stage: WindowStage, options: WindowOptions = {}): Promise<Page> {
  await stage.host.json('/api/place?project=example.2dipl-qlm&sample=1&room=analyses', {});
  return stage.open({ ...options, resume: true });
}

/** Fills settings in, by their labels; true and false tick a box and take its tick away. */
async function fill(view: Locator, settings: Record<string, string | boolean>) {
  await view.locator('form summary').click();
  for (const [label, value] of Object.entries(settings)) {
    if (typeof value === 'boolean') await view.getByRole('checkbox', { name: label, exact: true }).setChecked(value);
    else await view.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
}

const compute = (view: Locator) => view.getByRole('button', { name: /^Compute / }).click();

/** The value beside a name in one of the lists of numbers. */
const valueOf = (view: Locator, list: string, name: string | RegExp) =>
  view.getByLabel(list, { exact: true }).locator('dt', { hasText: name }).locator('+ dd').innerText();

windowSuite('analyses of a sample', (stage) => {
  it('are all there, computed with their defaults, kept, and shown in numbers and words', async () => {
    const page = await stage.open();
    const view = await chosen(page, 'Strain');
    expect(await page.getByRole('group', { name: 'Analyses' }).getByRole('button').allInnerTexts()).toEqual(
      expect.arrayContaining(['Mechanics', 'Strain', 'Spectrum', 'Topological charges', 'Structure']),
    );
    await view.getByText('Not computed for this sample.').waitFor();
    await compute(view);
    const summary = view.getByLabel('Summary: Strain');
    await view.getByText('In words').click();
    const text = await summary.innerText();
    expect(text).toContain('simple-shear at 0°, model 2dipl: modulus 14.775395');
    expect(text).toContain('no plastic event up to γ = 1e-7');
    expect(await view.getByText('not kept').count()).toBe(0);
    // It is there after a reload, without computing it again, in the tab that was left.
    await page.reload();
    await chosen(page, 'Strain');
    await view.getByText('In words').click();
    expect(await summary.innerText()).toBe(text);
  });

  it('settings are refused at their fields, reports of several settings can be chosen', async () => {
    const page = await openSmall(stage, { permissions: ['clipboard-read', 'clipboard-write'] });
    const view = await chosen(page, 'Spectrum');
    await fill(view, { Bins: '0', Lower: '0.5' });
    const bins = view.getByLabel('Bins', { exact: true });
    await view.getByText('expected number to be >=1').waitFor();
    expect(await bins.getAttribute('placeholder')).toBe('100');
    await compute(view);
    await expect.poll(() => bins.evaluate((field) => field === document.activeElement)).toBe(true);
    await bins.fill('30');
    await compute(view);
    const reports = view.getByLabel('Report', { exact: true });
    await reports.waitFor();
    expect(await reports.locator('option').allInnerTexts()).toEqual([
      expect.stringMatching(/^bins 30, window 0.5–1.2 · /),
    ]);
    await fill(view, { Window: false });
    await compute(view);
    await expect.poll(() => reports.locator('option').count()).toBe(2);
    const plot = view.getByRole('slider', { name: 'Density of states' });
    const levels = () => view.locator('[data-curve] b').allInnerTexts();
    expect(await plot.locator('[data-curve="transverse"]').count()).toBe(0);

    // The first one again, with the numbers that the API gives.
    await reports.selectOption({ index: 1 });
    await view.getByText('transverse share', { exact: true }).waitFor();
    const sample = await knownSample(stage.host, 1024);
    const settings = JSON.stringify({ bins: 30, window: { lower: 0.5, upper: 1.2 } });
    const { report } = await stage.host.json<SampleReportInfo<SpectrumReport>>(
      `${sample.path}/spectrum?settings=${encodeURIComponent(settings)}`,
    );
    const { debye, debyePinned, histogram } = report;
    expect(await levels()).toEqual([debye, debyePinned].map((found) => formatNumber(found?.level ?? Number.NaN, 4)));
    const readThird = async () => {
      await plot.press('Home');
      await plot.press('ArrowRight');
      await plot.press('ArrowRight');
      return view.locator('.readout b').allInnerTexts();
    };
    const [from, to, value, count] = await readThird();
    expect([from, to]).toEqual([2, 3].map((edge) => formatNumber(histogram.edges[edge], 4)));
    expect(value).toBe(formatNumber(histogram.reduced[2], 4));
    expect(count).toBe(String(histogram.counts[2]));
    await view.getByRole('button', { name: '/ω', exact: true }).click();
    expect((await readThird())[2]).toBe(formatNumber(histogram.density[2], 4));
    // The level of a continuum of D(ω)/ω is level, of D(ω) it rises.
    const rises = () =>
      plot.locator('[data-curve="debye"]').evaluate((path) => path.getBoundingClientRect().height > 5);
    expect(await rises()).toBe(true);
    await view.getByRole('button', { name: '/ω', exact: true }).click();
    expect(await rises()).toBe(false);

    // All numbers, with every digit.
    await view.getByText('Numbers', { exact: true }).click();
    await view.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('The table is on the clipboard.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`\nLevel\t${debye?.level}\tD(ω)/ω of a continuum`);
    expect(copied).toContain([histogram.counts[2], histogram.density[2], histogram.reduced[2]].join('\t'));
    // The map of this report, which is not the last of the sample, colours the particles.
    await view.getByRole('button', { name: /0\.5–1\.2/ }).click();
    await page.getByRole('figure', { name: /^Colour bar of D.*0\.5–1\.2/ }).waitFor();
  });

  it('a strain is scrubbed through, and its events are drawn in the field', async () => {
    const page = await openSmall(stage);
    const view = await chosen(page, 'Strain');
    await fill(view, {
      Step: '4e-3',
      To: '0.029',
      Bracket: '1e-3',
      'Energy tolerance': '0.01',
      'Force tolerance': '1e-8',
      Convergence: false,
    });
    await compute(view);
    const events = view.getByRole('listbox', { name: 'Plastic events' });
    // A few thousand evaluations of the forces, on a machine that may be busy.
    await events.waitFor({ timeout: 60_000 });
    const sample = await knownSample(stage.host, 1024);
    const { report, arrays } = await stage.host.json<SampleReportInfo<StrainReport>>(`${sample.path}/strain`);
    expect(report.events.length).toBeGreaterThanOrEqual(2);
    expect(arrays.map(({ name }) => name)).toContain('event:2');
    expect(await events.getByRole('option').count()).toBe(report.events.length);
    expect(await view.getByRole('img', { name: /^Stress–strain/ }).getAttribute('aria-label')).toContain(
      `${report.steps.length} steps, ${report.events.length} plastic events`,
    );

    // By keyboard from event to event: the field shows each, and the modes stay where they are.
    await events.focus();
    for (const [number, event] of report.events.slice(0, 2).entries()) {
      await page.keyboard.press('ArrowDown');
      await page
        .locator('.pane .title')
        .getByText(`Δu of event ${number + 1}, γ =`)
        .waitFor();
      expect(await valueOf(view, 'The chosen event', 'stress drop')).toBe(formatNumber(event.stressDrop, 5));
      expect(await valueOf(view, 'The chosen event', 'energy drop')).toBe(formatNumber(event.energyDrop, 5));
      expect(await valueOf(view, 'The chosen event', 'furthest')).toContain(`particle ${event.largest.id},`);
      expect(await valueOf(view, 'At the chosen step', 'strain')).toBe(formatNumber(event.after.strain, 6));
    }
    expect(await page.getByRole('listbox', { name: /^Modes/ }).getAttribute('aria-activedescendant')).toBe('mode-0');
    const arrowsOf = async () => (await page.locator('[role="application"]').screenshot()).toString('base64');
    await settled(page);
    const second = await arrowsOf();
    // The particles that moved are selected, as many as the report says.
    await view.getByRole('button', { name: 'Select the moved' }).click();
    const marked = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('marked') ?? '');
    await expect
      .poll(async () => idsOf(await marked()).toSorted((a, b) => a - b))
      .toEqual(report.events[1].moved.ids.toSorted((a, b) => a - b));
    await page.keyboard.press('Escape');

    // By the slider: before the first event it is linear response, at the last elastic state the whole displacement.
    const slider = view.getByRole('slider', { name: 'Shown step' });
    const first = report.steps.findIndex(({ strain }) => strain === report.events[0].after.strain);
    await slider.fill('1');
    await page.locator('.pane .title').getByText('linear response').waitFor();
    await slider.fill(String(first));
    await page.locator('.pane .title').getByText('non-affine').waitFor();
    await slider.press('ArrowRight');
    await page.locator('.pane .title').getByText('Δu of event 1').waitFor();
    await settled(page);
    expect(await arrowsOf()).not.toBe(second);
    // By a click on the curve, at its right end.
    const curve = view.getByRole('img', { name: /^Stress–strain/ });
    const size = await curve.boundingBox();
    if (size === null) throw new Error('the curve is not to be seen');
    await curve.click({ position: { x: size.width - 13, y: size.height / 3 } });
    expect(Number(await slider.inputValue())).toBeGreaterThan(first + 1);

    await page.getByRole('button', { name: /^Back to u/ }).click();
    await page.locator('.legend').getByText('u of mode 0').waitFor();
  });

  it('pseudo-harmonic modes are a list like the modes, each drawn in the field', async () => {
    const page = await openSmall(stage);
    const view = await chosen(page, 'Pseudo-harmonic modes');
    await fill(view, { Count: '3', Starts: '12' });
    await compute(view);
    const list = view.getByRole('listbox', { name: 'Pseudo-harmonic modes' });
    await list.waitFor({ timeout: 60_000 });
    const sample = await knownSample(stage.host, 1024);
    const { report } = await stage.host.json<SampleReportInfo<PseudoModesReport>>(`${sample.path}/pseudo-modes`);
    expect(report.modes.length).toBeGreaterThanOrEqual(2);
    const rows = await list
      .getByRole('option')
      .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
    expect(rows).toEqual(
      report.modes.map(({ index, omega, eigenvalue, participants, nearestMode }) => [
        String(index),
        formatNumber(omega, 4, true),
        formatNumber(eigenvalue, 4, true),
        formatNumber(participants, 3),
        `${formatNumber(nearestMode?.overlap ?? Number.NaN, 3, true)} · ${nearestMode?.index}`,
      ]),
    );
    await list.focus();
    await page.keyboard.press('End');
    const last = report.modes.length - 1;
    await page.locator('.legend').getByText(`z of pseudo-harmonic mode ${last}`).waitFor();
    expect(await page.getByRole('listbox', { name: /^Modes/ }).getAttribute('aria-activedescendant')).toBe('mode-0');
    expect(await valueOf(view, 'The chosen pseudo-harmonic mode', 'moves most')).toBe(
      `particle ${report.modes[last].centreId}`,
    );
    // It sits elsewhere than the key core: in the middle, what moves there is longest.
    await view.getByRole('button', { name: 'Centre on this mode' }).click();
    await settled(page);
    const centred = await page.locator('[role="application"]').screenshot();
    await list.press('Home');
    await page.locator('.legend').getByText('z of pseudo-harmonic mode 0').waitFor();
    await settled(page);
    expect((await page.locator('[role="application"]').screenshot()).equals(centred)).toBe(false);
    // A reload leads back to the tab; the arrows are those of the mode again.
    await page.reload();
    await page.locator('.legend').getByText('u of mode 0').waitFor();
    expect(await page.getByRole('tab', { name: 'Analyses' }).getAttribute('aria-selected')).toBe('true');
  });

  itAtLength('a map that one of them gives colours the particles', { timeout: 120_000 }, async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await stage.host.json(`${sample.path}/d2min`, { untilEvent: false, to: 1e-4, step: 1e-4 });
    await expect
      // A job on 4096 particles, on a machine that may be busy.
      .poll(
        async () => (await stage.host.json<{ arrays: { name: string }[] }>(sample.path)).arrays.map(({ name }) => name),
        { timeout: 90_000 },
      )
      .toContain('d2min');
    await page.reload();
    await page.locator('#scalar').selectOption('d2min');
    await page.getByRole('figure', { name: /^Colour bar of D²/ }).waitFor();
    const values = await sample.scalar('d2min');
    expect(values).toHaveLength(4096);
    const picture = await FieldPicture.of(page, sample);
    const brightness = (i: number) => picture.at(picture.place(i)).reduce((sum, channel) => sum + channel, 0);
    const byValue = picture.visible.toSorted((a, b) => values[a] - values[b]);
    const mean = (indices: number[]) => indices.reduce((sum, i) => sum + brightness(i), 0) / indices.length;
    expect(mean(byValue.slice(-20))).toBeGreaterThan(mean(byValue.slice(0, 20)) + 100);
  });
});
