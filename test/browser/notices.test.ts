import Database from 'better-sqlite3';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openProject } from '../../src-main/project/open-project.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { drop } from './dropped-files.ts';
import { windowSuite } from './window-suite.ts';

/** A project of version 7 with rows in every table. */
const FIXTURE = join(ROOT, 'test', 'fixtures', 'projects', 'version-7.keycore');

windowSuite('what opening a project has found', (stage) => {
  it('is said with its name, and goes with the project', async () => {
    const path = join(stage.host.root, 'lossy.keycore');
    copyFileSync(FIXTURE, path);
    (await openProject(path, { mode: 'write' })).close();
    // Behind Keycore's back: a row that can be made again, and one that cannot.
    const db = new Database(path);
    db.exec('DELETE FROM elasticity WHERE sample = 1; DELETE FROM tag WHERE sample = 4');
    db.close();
    const page = await stage.open();
    await drop(page, { name: 'lossy.keycore', content: readFileSync(path) });
    const status = page.getByRole('status');
    await status
      .getByText(/: sample 1: the row of its moduli was lost; it was made again from the sample's report$/)
      .waitFor();
    await status.getByText(/: sample 4: 2 rows of tag are missing; restore it from a copy$/).waitFor();
    expect(await page.getByText(/^‘lossy/).count()).toBe(2);
    // Beside the panels, also where the field is narrow.
    await page.setViewportSize({ width: 1024, height: 768 });
    const edges = async (box: ReturnType<typeof page.getByRole>) => {
      const { x = 0, width = 0 } = (await box.boundingBox()) ?? {};
      return { left: x, right: x + width };
    };
    const field = await edges(page.getByRole('main'));
    await expect.poll(async () => (await edges(page.getByText(/^‘lossy/).first())).left).toBeGreaterThan(field.left);
    expect((await edges(page.getByText(/^‘lossy/).first())).right).toBeLessThan(field.right);
    await page.getByRole('button', { name: 'Open…' }).click();
    await page
      .getByRole('dialog', { name: 'Open a project' })
      .getByRole('button', { name: /^Crystal/ })
      .click();
    await page.getByRole('dialog', { name: 'Open a project' }).waitFor({ state: 'hidden' });
    await page
      .getByText(/^‘lossy/)
      .first()
      .waitFor({ state: 'detached' });
  });
});
