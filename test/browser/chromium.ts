import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findChromium, NO_CHROMIUM } from '../../scripts/setup/chromium.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's executable; null where there is none. */
    chromium: string | null;
    /** Where the browsers of the run are reached, one for each worker; empty where there is none. */
    chromiumEndpoints: string[];
  }
}

/** Colours as they are, nothing over the network, and no sandbox, which root has none of. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-background-networking',
  '--force-color-profile=srgb',
];

/** Workers, each with a browser of its own: all pages of one are drawn by one thread. */
export const BROWSERS = 2;

/** Starts the browsers that the files of the suite use. */
export default async function startChromium(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  project.provide('chromium', executablePath);
  if (executablePath === null) {
    process.stderr.write(`browser tests are skipped: ${NO_CHROMIUM}\n`);
    project.provide('chromiumEndpoints', []);
    return undefined;
  }
  const launch = () => chromium.launchServer({ executablePath, args: [...CHROMIUM_ARGS], host: '127.0.0.1' });
  const servers = await Promise.all(Array.from({ length: BROWSERS }, launch));
  project.provide(
    'chromiumEndpoints',
    servers.map((server) => server.wsEndpoint()),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
}
