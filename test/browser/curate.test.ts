import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedPath } from '../../src-main/user-data/shipped-samples.ts';
import { sampleRows } from './sample.ts';
import { drawn, openFile, windowSuite } from './window-suite.ts';

windowSuite('curating samples', (stage) => {
  it('a sample is named, tagged, noted and deleted; all of it is taken back, the deletion after a reload', async () => {
    const file = join(stage.host.root, 'mine.keycore');
    copyFileSync(shippedPath('2dipl-glass') ?? '', file);
    chmodSync(file, 0o644);
    const page = await stage.open();
    await openFile(page, 'mine.keycore');
    const row = sampleRows(page).first();
    await row.getByText('2dipl · 4096 · #8').waitFor();

    await page.keyboard.press('i');
    const sheet = page.getByRole('dialog');
    await sheet.getByText('simulation: 2dipl, N = 4096, preset instantaneous, seed 1, sample 7').waitFor();
    expect(await sheet.getByLabel('Command that makes the sample again').textContent()).toContain('--first 7');
    await sheet.getByLabel('Name').fill('الأول');
    await sheet.getByLabel('Name').press('Tab');
    await row.getByText('الأول').waitFor();
    await sheet.getByLabel('Add a tag').fill('soft');
    await sheet.getByLabel('Add a tag').press('Enter');
    await sheet.getByRole('button', { name: 'Remove the tag soft' }).waitFor();
    await sheet.getByLabel('Write a note').fill('Its square is bent.');
    await sheet.getByRole('button', { name: 'Add', exact: true }).click();
    await sheet.getByText('Its square is bent.').waitFor();
    await sheet.getByRole('button', { name: 'Close' }).last().click();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await row.getByText('2dipl · 4096 · #8').waitFor();

    await page.keyboard.press('i');
    await sheet.getByRole('button', { name: 'Delete the sample' }).click();
    const message = page.getByRole('status').filter({ hasText: 'Deleted 1 sample.' });
    await message.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    await drawn(page);
    await page.keyboard.press('i');
    await sheet.getByRole('button', { name: 'Delete the sample' }).click();
    await page.getByText('No samples yet.').waitFor();

    await page.reload();
    await page.getByText('No samples yet.').waitFor();
    await page.getByRole('button', { name: 'Deleted…' }).click();
    const deleted = page.getByRole('dialog', { name: 'Deleted samples' });
    await deleted.getByRole('button', { name: 'Restore' }).click();
    await deleted.getByText('Nothing is deleted.').waitFor();
    await deleted.getByRole('button', { name: 'Close' }).last().click();
    await row.getByText('2dipl · 4096 · #8').waitFor();

    await page.getByRole('button', { name: 'Merge…' }).click();
    const merge = page.getByRole('dialog', { name: 'Merge projects' });
    expect(await merge.getByRole('button', { name: 'Merge' }).isDisabled()).toBe(true);
  });
});
