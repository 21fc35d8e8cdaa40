import { chromium, type Browser, type BrowserContextOptions, type Page, type Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import { RUN_HEADER } from '../../src-main/api/session-contract.ts';
import { codeIn } from '../integration/serve-client.ts';
import { Host } from './host.ts';

/** The driver's remark on our screenshots, not the page's. */
const DRIVER_REMARK = /GL Driver Message|GPU stall due to ReadPixels/;

/** How a window is opened. */
export interface WindowOptions extends BrowserContextOptions {
  /** Runs in the page before anything of ours does. */
  before?: (page: Page) => Promise<void>;
  browser?: Browser;
  /** Begin where a window of this user was last; otherwise as if nobody had been anywhere, with the first example. */
  resume?: boolean;
  /** Whether the tour is offered, as to somebody who has never been here; otherwise it was declined. */
  offerTour?: boolean;
  /** Wait until the field is drawn (default), or only until the page has loaded. */
  until?: 'drawn' | 'loaded';
}

/** A suite's browser, its `keycore serve`, and the windows that its tests open. */
export class WindowStage {
  readonly host = new Host();
  browser: Browser | null = null;
  /** Errors and warnings of the console, uncaught exceptions and violations of the CSP in any window. */
  faults: string[] = [];
  /** What the browser itself writes to the console of a test that provokes it; each must then occur. */
  #provoked: RegExp[] = [];
  #tolerated: RegExp[] = [];
  #pages: Page[] = [];

  /** Opens a window, signed in by a one-time code. Each has storage of its own. */
  async open({
    before,
    browser,
    resume = false,
    offerTour = false,
    until = 'drawn',
    ...context
  }: WindowOptions = {}): Promise<Page> {
    const from = browser ?? this.browser;
    if (from === null) throw new Error('the suite has not begun');
    // Motion is tested where it is the point; elsewhere the camera jumps.
    const options = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' as const, ...context };
    const page = await from.newPage(options);
    this.#pages.push(page);
    page.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !DRIVER_REMARK.test(text)) this.faults.push(text);
    });
    page.on('pageerror', (error) => this.faults.push(`uncaught: ${error.message}`));
    await page.exposeFunction('tellFault', (text: string) => void this.faults.push(text));
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        const { tellFault } = window as unknown as { tellFault: (text: string) => void };
        tellFault(`CSP: ${violatedDirective} ${blockedURI}`);
      });
    });
    if (!offerTour) await page.addInitScript(declineTour);
    await before?.(page);
    if (!resume) this.host.forgetPlace();
    await this.enter(page);
    if (until === 'drawn') await drawn(page);
    return page;
  }

  /**
   * Signs in with the current code, at the address that the file leads to: the way through the file costs another
   * process of the browser, and is tested where it is the point.
   */
  async enter(page: Page): Promise<void> {
    await page.goto(`${this.host.url}#code=${codeIn(this.host.redirectFile)}`);
  }

  /** For a test in which requests may fail or not, as it happens. */
  tolerate(...patterns: RegExp[]): void {
    this.#tolerated.push(...patterns);
  }

  /** For a test whose requests are to fail: the browser logs each failed request as an error. */
  provoke(...patterns: RegExp[]): void {
    this.#provoked.push(...patterns);
  }

  /** Faults that nobody provoked, and what was to be provoked and did not come; forgets them. */
  judge(): string[] {
    const { faults } = this;
    const provoked = this.#provoked;
    const tolerated = this.#tolerated;
    this.#tolerated = [];
    this.faults = [];
    this.#provoked = [];
    return [
      ...faults.filter((text) => ![...provoked, ...tolerated].some((pattern) => pattern.test(text))),
      ...provoked
        .filter((pattern) => !faults.some((text) => pattern.test(text)))
        .map((p) => `${p.source} did not come`),
    ];
  }

  async closeAll(): Promise<void> {
    const pages = this.#pages;
    this.#pages = [];
    for (const page of pages.filter((each) => !each.isClosed())) {
      // Samples are fetched ahead: some request may still be on its way through a test's own answers, and must not get
      // past them to the server.
      await page.goto('about:blank');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.context().close();
    }
  }
}

/** Answers a request in the place of the host, as the host would: under the name of its run, which the page looks at. */
export async function answerAsHost(route: Route, answer: Parameters<Route['fulfill']>[0] & object): Promise<void> {
  const { url, headers } = { url: route.request().url(), headers: await route.request().allHeaders() };
  const genuine = await fetch(new URL('/api/host', url), { headers: { authorization: headers['authorization'] } });
  const { contentType, ...rest } = answer;
  await route.fulfill({
    ...rest,
    headers: {
      [RUN_HEADER]: genuine.headers.get(RUN_HEADER) ?? '',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
  });
}

/** Opens a project of the host's folder by the dialog. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a project' });
  await dialog.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name }).click();
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await page
    .getByRole('banner')
    .getByText(name.replace(/\.keycore$/, ''), { exact: true })
    .waitFor();
  await drawn(page);
}

/** Until the field shows particles and every frame that was asked for is drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('[role="application"][data-ready="true"]').waitFor();
  await settled(page);
}

/** Until what was changed is on the screen: effects run, the frame they ask for is drawn, and the next one begins. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/**
 * A suite with one `keycore serve` and the run's one browser; skipped where no browser is installed. After each test
 * its windows are closed and must have caused no error in the console and no violation of the CSP.
 */
export function windowSuite(title: string, tests: (stage: WindowStage) => void): void {
  const endpoints = inject('chromiumEndpoints');
  describe.skipIf(endpoints.length === 0)(title, () => {
    const stage = new WindowStage();
    beforeAll(async () => {
      stage.browser = await chromium.connect(endpoints[Number(process.env['VITEST_POOL_ID'] ?? 1) % endpoints.length]);
      await stage.host.start();
    });
    afterEach(async () => {
      await stage.closeAll();
      expect(stage.judge()).toEqual([]);
    });
    afterAll(async () => {
      await stage.browser?.close();
      await stage.host.stop();
    });
    tests(stage);
  });
}

/** In the page, before anything of ours: as if the tour had been declined once. */
function declineTour(): void {
  // A blank page has no storage.
  if (location.protocol.startsWith('http')) localStorage.setItem('keycore.tour', 'known');
}
