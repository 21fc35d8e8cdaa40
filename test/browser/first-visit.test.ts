import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { startServer, type RunningServer } from '../../src-main/serve/server.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { writeManyGlasses } from '../integration/many-glasses.ts';
import { openedIn } from '../integration/project-session.ts';
import { drawn, windowSuite } from './window-suite.ts';

const SAMPLES = 9;
/** From the click to the picture, ms, however busy the machine; a thread that had to start would need as long again. */
const LONGEST_MS = 10_000;
/** Threads start within this, however busy the machine. */
const PATIENCE = 60_000;

windowSuite('a sample that nobody has looked at yet', (stage) => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-first-visit-'));
  let session: Session;
  let server: RunningServer;

  beforeAll(async () => {
    await writeManyGlasses(folder, 'glasses.keycore', SAMPLES);
    // In this process, so that its threads can be counted.
    session = startSession({ host: 'browser', root: folder, userData: join(folder, 'data') });
    session.beginWith((await openedIn(session, 'glasses.keycore')).split('/').at(-1) ?? '');
    session.context.warm.startAhead();
    server = await startServer({ session, port: 0, page: join(ROOT, 'build', 'renderer'), log: () => undefined });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is shown by a thread that was ready, and none is started for it; neighbours are asked ahead', async () => {
    const { warm } = session.context;
    const page = await stage.open({ until: 'loaded' });
    const asked: { number: number; isAhead: boolean }[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      const number = /\/samples\/(\d+)\/arrays$/.exec(url.pathname)?.[1];
      if (number !== undefined) asked.push({ number: Number(number), isAhead: url.searchParams.get('ahead') === '1' });
    });
    await page.goto(pathToFileURL(server.redirectFile).href);
    await page.locator('#sample-1[aria-selected="true"]').waitFor();
    await drawn(page);
    await vi.waitFor(() => expect(warm.ready).toBe(2), PATIENCE);
    const { started } = warm;
    for (const number of [5, 9]) {
      // Never shown, nor a neighbour of one that was.
      expect(asked.map((each) => each.number)).not.toContain(number);
      expect(warm.ready).toBeGreaterThanOrEqual(1);
      const clicked = performance.now();
      await page.locator(`#sample-${number}`).click();
      await page
        .locator(`body:has(#sample-${number}[aria-selected="true"]) .middle[aria-busy="false"]`)
        .waitFor({ state: 'attached' });
      expect(performance.now() - clicked).toBeLessThan(LONGEST_MS);
      expect(asked).toContainEqual({ number, isAhead: false });
      // Its neighbours follow, and leave a thread idle meanwhile.
      const neighbour = number - 2;
      await vi.waitFor(() => expect(asked).toContainEqual({ number: neighbour, isAhead: true }), PATIENCE);
      await vi.waitFor(() => expect(warm.ready).toBe(2), PATIENCE);
    }
    expect(warm.started).toBe(started);
    expect(asked.filter(({ isAhead }) => !isAhead).map((each) => each.number)).toEqual([1, 5, 9]);
  });
});
