import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findChromium, NO_CHROMIUM } from '../../scripts/setup/chromium.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's executable; null where there is none. */
    chromium: string | null;
    /** Where the one browser of the run is reached. */
    chromiumEndpoint: string | null;
  }
}

/** Colours as they are, nothing over the network, and no sandbox, which root has none of. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-background-networking',
  '--force-color-profile=srgb',
];

/** Starts the browser that every file of the suite uses. */
export default async function startChromium(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  project.provide('chromium', executablePath);
  if (executablePath === null) {
    process.stderr.write(`browser tests are skipped: ${NO_CHROMIUM}\n`);
    project.provide('chromiumEndpoint', null);
    return undefined;
  }
  const server = await chromium.launchServer({ executablePath, args: [...CHROMIUM_ARGS], host: '127.0.0.1' });
  project.provide('chromiumEndpoint', server.wsEndpoint());
  return () => server.close();
}
