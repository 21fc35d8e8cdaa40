import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { dumpText } from '../browser/dump-text.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const SAMPLE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'assets', '2dipl-glass.keycore');
const PATIENCE = { timeout: 20_000 };

/** The desktop window as a user has it, whatever it runs in. */
export interface OpenWindow {
  page: Page;
  /** Errors of the page and violations of its content security policy. */
  errors: string[];
  menuEnabled: (...labels: string[]) => Promise<boolean>;
  /** Chooses in a menu; the file dialog that it shows is answered with this file. */
  chooseFile: (path: string, ...labels: string[]) => Promise<void>;
  /** Quits as by the menu; gives the exit code. */
  quit: () => Promise<number | null>;
  /** Ends whatever is left. */
  close: () => Promise<void>;
}

/**
 * What the desktop window does in any host: run against the stand-in in Chromium, and under real Electron where its
 * binary is. `open` starts the built app with `userData` for its data.
 */
export function describeWindow(
  name: string,
  skip: string | null,
  open: (userData: string, args: string[]) => Promise<OpenWindow>,
): void {
  // Several waits of up to `PATIENCE` in one test, on a machine that is busy with others.
  describe.skipIf(skip !== null)(name, { timeout: 90_000 }, () => {
    let folder: string;
    let window: OpenWindow | null;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'keycore-window-'));
      window = null;
    });

    afterEach(async () => {
      await window?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function opened(...args: string[]): Promise<OpenWindow> {
      const made = await open(join(folder, 'user'), args);
      window = made;
      await vi.waitFor(async () => expect(await made.menuEnabled('View', 'Fit to Window')).toBe(true), PATIENCE);
      return made;
    }

    test('shows the shipped sample without an error, and its menus know what it can do', async () => {
      const { page, errors, menuEnabled } = await opened();
      await vi.waitFor(async () => expect(await page.title()).toBe('2dipl-glass – Keycore'), PATIENCE);
      await page.getByText('4096', { exact: false }).first().waitFor(PATIENCE);
      expect(await menuEnabled('File', 'Open…')).toBe(true);
      expect(await menuEnabled('File', 'Export to the Moon…')).toBe(false);
      expect(errors).toStrictEqual([]);
    });

    test('shows the project named at its start', async () => {
      const copy = join(folder, 'Named.keycore');
      copyFileSync(SAMPLE, copy);
      const { page } = await opened(copy);
      await vi.waitFor(async () => expect(await page.title()).toBe('Named – Keycore'), PATIENCE);
    });

    test('opens what is chosen in the menu, and remembers it', async () => {
      const { page, chooseFile, menuEnabled } = await opened();
      const copy = join(folder, 'My glass.keycore');
      copyFileSync(SAMPLE, copy);
      await chooseFile(copy, 'File', 'Open…');
      await vi.waitFor(async () => expect(await page.title()).toBe('My glass – Keycore'), PATIENCE);
      await vi.waitFor(async () => expect(await menuEnabled('File', 'Open Recent', 'My glass.keycore')).toBe(true));
    });

    test('keeps work made in an example, and where it was, over a quit; the example stays as it ships', async () => {
      const shipped = readFileSync(SAMPLE);
      const first = await opened();
      await vi.waitFor(async () => expect(await first.page.title()).toBe('2dipl-glass – Keycore'), PATIENCE);
      const dump = join(folder, 'mine.dump');
      writeFileSync(dump, dumpText(200));
      await first.chooseFile(dump, 'File', 'Import…');
      const preview = first.page.getByRole('dialog', { name: 'Import mine.dump' });
      await preview.getByRole('button', { name: 'Import', exact: true }).click(PATIENCE);
      await vi.waitFor(async () => expect(await first.page.title()).toBe('Untitled – Keycore'), PATIENCE);
      const field = (page: Page, mode: number) =>
        page.getByRole('application', { name: new RegExp(`^Particle field, 200 particles, mode ${mode}\\.`) });
      await field(first.page, 0).waitFor(PATIENCE);
      await first.page.getByRole('listbox', { name: /^Modes/ }).press('ArrowDown');
      await field(first.page, 1).waitFor(PATIENCE);
      await first.page.getByRole('tab', { name: 'Mechanics' }).click();
      // Its place is kept a moment after it was reached.
      const place = join(folder, 'user', 'place.json');
      await vi.waitFor(() => expect(readFileSync(place, 'utf8')).toMatch(/mode=1&room=mechanics/), PATIENCE);
      expect(await first.page.evaluate('location.hash')).toBe('');
      expect(await first.quit()).toBe(0);
      await first.close();

      const second = await opened();
      await field(second.page, 1).waitFor(PATIENCE);
      expect(await second.page.title()).toBe('Untitled – Keycore');
      const tab = second.page.getByRole('tab', { name: 'Mechanics' });
      await vi.waitFor(async () => expect(await tab.getAttribute('aria-selected')).toBe('true'), PATIENCE);
      await vi.waitFor(async () => expect(await second.menuEnabled('File', 'Open Recent', 'Untitled')).toBe(true));
      expect(readFileSync(SAMPLE).equals(shipped)).toBe(true);
      expect(readdirSync(join(folder, 'user'))).not.toContain('samples');
    });

    test('says what is wrong with a file in the words of the command line, and keeps what is open', async () => {
      const { page, chooseFile } = await opened();
      await vi.waitFor(async () => expect(await page.title()).toBe('2dipl-glass – Keycore'), PATIENCE);
      const notes = join(folder, 'notes.keycore');
      writeFileSync(notes, 'dear diary');
      await chooseFile(notes, 'File', 'Open…');
      await page.getByText('notes.keycore', { exact: false }).first().waitFor(PATIENCE);
      expect(await page.title()).toBe('2dipl-glass – Keycore');
    });

    test('gives its page the bridge and nothing else of the desktop', async () => {
      const { page } = await opened();
      const seen = await page.evaluate(() => {
        const world = globalThis as unknown as Record<string, object | undefined>;
        return {
          bridge: Object.keys(world['keycore'] ?? {}).sort(),
          node: [typeof world['require'], typeof world['process'], typeof world['module'], typeof world['electron']],
        };
      });
      expect(seen).toStrictEqual({
        bridge: ['exportDialog', 'grantFor', 'info', 'onMenu', 'openDialog', 'saveDialog', 'showInFolder'],
        node: ['undefined', 'undefined', 'undefined', 'undefined'],
      });
    });

    test('runs no script but its own', async () => {
      const { page } = await opened();
      const ran = await page.evaluate(async () => {
        // In a page `globalThis` is its window, which Node's types do not know.
        const world = globalThis as unknown as Record<string, unknown> & {
          document: {
            createElement: (name: string) => { textContent: string };
            head: { append: (child: object) => void };
            addEventListener: (name: string, listener: (event: { violatedDirective: string }) => void) => void;
          };
        };
        // A set: the policy stands in the header and in the page, and each reports.
        const violations = new Set<string>();
        world.document.addEventListener('securitypolicyviolation', (event) => violations.add(event.violatedDirective));
        const script = world.document.createElement('script');
        script.textContent = 'globalThis.intruder = true';
        world.document.head.append(script);
        const outside = await fetch('https://example.org/').then(
          () => 'reached',
          () => 'refused',
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { intruder: world['intruder'] ?? null, outside, violations: [...violations].sort() };
      });
      expect(ran).toStrictEqual({
        intruder: null,
        outside: 'refused',
        violations: ['connect-src', 'script-src-elem'],
      });
    });

    test('quits when asked, with nothing running', async () => {
      const { quit } = await opened();
      expect(await quit()).toBe(0);
    });
  });
}
