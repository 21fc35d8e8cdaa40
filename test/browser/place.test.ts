import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page, Request } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { dropAndImport, dumpText } from './dropped-files.ts';
import { Host } from './host.ts';
import { agreeable, Impostor, relay } from './impostor.ts';
import { sampleRows } from './sample.ts';
import { drawn, settled, windowSuite } from './window-suite.ts';

/** Every file of the examples, and what it holds. */
function examples(): Record<string, string> {
  const folder = join(ROOT, 'assets');
  const files = readdirSync(folder).filter((name) => name.includes('.keycore'));
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** What the address says of the place. */
function address(page: Page): URLSearchParams {
  return new URLSearchParams(new URL(page.url()).hash.slice(1));
}

/** Until the address has settled on a place with these values. */
async function placed(page: Page, wanted: Record<string, string>): Promise<URLSearchParams> {
  await expect
    .poll(() => Object.fromEntries(Object.keys(wanted).map((key) => [key, address(page).get(key)])))
    .toEqual(wanted);
  return address(page);
}

/** How long a page has had an answer to each of its requests but for streams, ms; below 0 while it waits for one. */
function quietTime(page: Page): () => number {
  const open = new Set<Request>();
  let since = performance.now();
  page.on('request', (request) => {
    if (!/\/(changes|progress)\?/.test(request.url())) open.add(request);
  });
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', (request) => {
      if (open.delete(request)) since = performance.now();
    });
  return () => (open.size > 0 ? -1 : performance.now() - since);
}

windowSuite('the place of the work', (stage) => {
  const before = examples();
  const impostors: Impostor[] = [];
  const hosts: Host[] = [];
  afterEach(async () => {
    for (const impostor of impostors.splice(0)) await impostor.close();
    for (const host of hosts.splice(0)) await host.stop();
    expect(examples()).toStrictEqual(before);
    expect(readdirSync(stage.host.userData)).not.toContain('samples');
  });

  async function impostor(port: number, pretence: typeof agreeable): Promise<Impostor> {
    const made = new Impostor(pretence);
    impostors.push(made);
    await made.listen(port);
    return made;
  }

  /** A file is dropped on an example, and looked at in a way of its own; gives the place. */
  async function worked(page: Page, n: number): Promise<URLSearchParams> {
    await dropAndImport(page, { name: `mine-${n}.dump`, content: dumpText(n) });
    await page.getByRole('application', { name: new RegExp(`^Particle field, ${n} particles`) }).waitFor();
    await page.getByRole('listbox', { name: /^Modes/ }).focus();
    for (let mode = 0; mode < 5; mode += 1) await page.keyboard.press('ArrowDown');
    await page.getByRole('application', { name: /mode 5\./ }).waitFor();
    await page.getByRole('textbox', { name: 'Particle id', exact: true }).fill('7');
    await page.getByRole('textbox', { name: 'Particle id', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('tab', { name: 'Mechanics' }).click();
    return placed(page, { mode: '5', picked: '7', room: 'mechanics' });
  }

  async function isWhereItWas(page: Page, n: number, place: URLSearchParams): Promise<void> {
    await page.getByRole('application', { name: new RegExp(`^Particle field, ${n} particles, mode 5\\.`) }).waitFor();
    await drawn(page);
    await page.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
    expect(await page.getByRole('tab', { name: 'Mechanics' }).getAttribute('aria-selected')).toBe('true');
    const now = await placed(page, { camera: place.get('camera') ?? '', focus: place.get('focus') ?? '' });
    expect(now.toString()).toBe(place.toString());
  }

  it('an example stays as it is: what is dropped on it goes to Untitled, which a second start shows again', async () => {
    const page = await stage.open();
    await page.getByRole('banner').getByText('Example · read-only').waitFor();
    expect(await page.getByRole('banner').innerText()).toContain('What is worked out is not kept');
    const place = await worked(page, 200);
    await page.getByText('‘2dipl-glass’ is an example and stays as it is: mine-200.dump went to Untitled.').waitFor();
    expect(await sampleRows(page).count()).toBe(1);
    await page.context().close();
    await stage.host.end('SIGTERM');
    await stage.host.start();
    // In a window of another size: what the shorter side of the field shows is the same.
    const again = await stage.open({ resume: true, viewport: { width: 1200, height: 700 } });
    await isWhereItWas(again, 200, place);
    // The example is as it was; Untitled is listed with what it holds.
    await again.keyboard.press('Control+o');
    const dialog = again.getByRole('dialog', { name: 'Open a project' });
    await dialog.getByRole('button', { name: /^Untitled\s*1 sample · today/ }).waitFor();
    await dialog.getByRole('button', { name: /^2DIPL glass, N = 4096/ }).click();
    await again.getByRole('banner').getByText('Example · read-only').waitFor();
    expect(await sampleRows(again).count()).toBe(1);
  });

  it('a reload leads back to the place, and a copied link does for who is let in, and gives access to nobody', async () => {
    const page = await stage.open();
    const place = await worked(page, 220);
    await page.reload();
    await isWhereItWas(page, 220, place);
    const link = page.url();
    for (const secret of ['code', 'token', 'key', 'sig']) expect(address(page).has(secret)).toBe(false);

    stage.provoke(/status of 400/);
    const stranger = await stage.browser?.newContext();
    if (stranger === undefined) throw new Error('no browser');
    try {
      const other = await stranger.newPage();
      await other.goto(link);
      await other.getByRole('heading', { name: 'This page is not signed in' }).waitFor();
      expect(await other.getByRole('application').count()).toBe(0);
      // In another tab of the same browser, as a file manager opens the link that gives access.
      const entered = await stranger.newPage();
      await entered.goto(pathToFileURL(stage.host.redirectFile).href);
      await isWhereItWas(entered, 220, place);
    } finally {
      await stranger.close();
    }
    // What names no place is said, and the window is where it was last.
    await page.goto(`${stage.host.url}#project=elsewhere&sample=1`);
    await page.reload();
    await page.getByRole('alert').getByText('What stands in the address names no place').waitFor();
    await isWhereItWas(page, 220, place);
  });

  itAtLength(
    'a host that is killed and comes back is joined again by itself; nobody else is told anything meanwhile',
    async () => {
      stage.provoke(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/, /status of 401/);
      // Refused unless the other program is there first.
      stage.tolerate(/ERR_EMPTY_RESPONSE|ERR_CONNECTION_REFUSED/);
      let quiet: () => number = () => -1;
      const page = await stage.open({ before: async (opening) => void (quiet = quietTime(opening)) });
      const place = await worked(page, 240);
      // A browser sends what breaks off once more by itself, to the program that is there then.
      await expect.poll(() => quiet()).toBeGreaterThan(1000);
      const { port, redirectFile } = stage.host;
      const code = /#code=([\w-]+)"/.exec(readFileSync(redirectFile, 'utf8'))?.[1] ?? '';
      await stage.host.end('SIGKILL');
      const other = await impostor(port, agreeable);
      const alert = page.getByRole('alert');
      await alert.getByText('Another program answers at this address').waitFor();
      // The user goes on clicking; the window shows what it showed.
      await page.keyboard.press('ArrowDown');
      await page.getByRole('button', { name: 'Open…' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await settled(page);
      expect(await page.getByRole('application').count()).toBe(1);
      await expect.poll(() => other.overheard.length).toBeGreaterThan(2);
      for (const { path, text } of other.overheard) {
        expect(path).toBe('/api/session/challenge');
        expect(text.toLowerCase()).not.toContain('authorization');
        expect(text.toLowerCase()).not.toContain('bearer');
        expect(text).not.toContain(code);
        expect(text).toMatch(/\{"id":"[0-9a-z]+\.[\w-]{22}","nonce":"[\w-]{43}"\}$/);
      }
      // Another challenge each time: what was overheard is of no use.
      expect(new Set(other.overheard.map(({ text }) => text.slice(-60))).size).toBe(other.overheard.length);
      await other.close();
      impostors.splice(0);

      await stage.host.start([], port);
      await alert.waitFor({ state: 'detached' });
      await page.getByRole('application', { name: /^Particle field, 240 particles, mode/ }).waitFor();
      await page.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
      // The same project, in a process that has opened it again: it works on.
      await page.getByRole('listbox', { name: /^Modes/ }).focus();
      await page.keyboard.press('Home');
      await page.getByRole('application', { name: /mode 0\./ }).waitFor();
      const kept = { project: place.get('project') ?? '', sample: place.get('sample') ?? '' };
      await placed(page, { ...kept, mode: '0', picked: '7', room: 'mechanics' });
      await dropAndImport(page, { name: 'later.dump', content: dumpText(150) });
      await page.getByRole('application', { name: /^Particle field, 150 particles/ }).waitFor();
      await page.reload();
      await page.getByRole('application', { name: /^Particle field, 150 particles/ }).waitFor();
    },
  );

  it('an answer that is not the host’s is not taken: the window shows what it showed, and goes on with the host', async () => {
    const page = await stage.open();
    const field = page.getByRole('application');
    const before = await field.getAttribute('aria-label');
    // As the page gets it of a program that has taken the port between its request and the answer.
    await page.route('**/modes/*/arrays?*', (route) => route.fulfill({ status: 200, json: { arrays: [] } }));
    await page.getByRole('listbox', { name: /^Modes/ }).focus();
    await page.keyboard.press('End');
    await page.getByRole('alert').getByText('Another program answers at this address').waitFor();
    expect(await field.getAttribute('aria-label')).toBe(before);
    await page.unrouteAll();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => field.getAttribute('aria-label')).not.toBe(before);
  });

  itAtLength('neither the Keycore of another user nor one behind a relay is joined', async () => {
    stage.provoke(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
    // The page may ask with its old token before it knows of the new run, or join that first.
    stage.tolerate(/ERR_EMPTY_RESPONSE|ERR_CONNECTION_REFUSED/, /status of 401/);
    const page = await stage.open();
    await settled(page);
    const { port } = stage.host;
    await stage.host.end('SIGKILL');
    const stranger = new Host();
    hosts.push(stranger);
    await stranger.start([], port);
    const alert = page.getByRole('alert').getByText('Another program answers at this address');
    await alert.waitFor();
    await stranger.end('SIGTERM');

    // The real one, on another port, behind somebody who hands everything on.
    await stage.host.start();
    expect(stage.host.port).toBe(port);
    await alert.waitFor({ state: 'detached' });
    await stage.host.end('SIGKILL');
    rmSync(join(stage.host.userData, 'serve', 'ports.json'));
    const hold = await impostor(port, agreeable);
    await stage.host.start();
    expect(stage.host.port).not.toBe(port);
    await hold.close();
    const between = await impostor(port, relay(stage.host.port));
    await alert.waitFor();
    await expect.poll(() => between.overheard.length).toBeGreaterThan(1);
    expect(between.overheard.map(({ path }) => path).filter((path) => path !== '/api/session/challenge')).toEqual([]);
    expect(await page.getByRole('application').count()).toBe(1);
  });
});
