import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import type { OpenWindow } from '../electron-stand-in/window-suite.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface Binary {
  electronBinary: () => string | null;
  electronObstacle: (binary: string | null) => string | null;
}

/** The scripts are plain JavaScript without types. */
const { electronBinary, electronObstacle } = (await import(
  join(ROOT, 'scripts', 'start', 'electron-binary.mjs')
)) as Binary;

/** Why real Electron cannot run here, in words; null where it can. */
export const noElectron = electronObstacle(electronBinary());

/** Starts the built app in real Electron, through Playwright's own driver for it. */
export async function openRealWindow(userData: string, args: string[]): Promise<OpenWindow> {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('Electron has no binary here');
  const app = await _electron.launch({
    executablePath,
    args: [join(ROOT, 'build', 'main', 'electron.js'), ...args],
    env: { ...(process.env as Record<string, string>), KEYCORE_USER_DATA: userData },
  });
  const page = await app.firstWindow();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  let exitCode: number | null = null;
  const exited = new Promise<void>((resolve) => {
    app.process().once('exit', (code) => {
      exitCode = code;
      resolve();
    });
  });
  const menuEnabled = (...labels: string[]): Promise<boolean> =>
    app.evaluate(({ Menu }, wanted) => {
      let items = Menu.getApplicationMenu()?.items ?? [];
      let enabled = false;
      for (const label of wanted) {
        const item = items.find((candidate) => candidate.label.replace(/&(?!&)/g, '') === label);
        enabled = item?.enabled ?? false;
        items = item?.submenu?.items ?? [];
      }
      return enabled;
    }, labels);
  return {
    page,
    errors,
    menuEnabled,
    chooseFile: async (path, ...labels) => {
      await app.evaluate(
        ({ dialog, Menu }, { file, wanted }) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
          let items = Menu.getApplicationMenu()?.items ?? [];
          for (const [at, label] of wanted.entries()) {
            const item = items.find((candidate) => candidate.label.replace(/&(?!&)/g, '') === label);
            if (at === wanted.length - 1) item?.click();
            items = item?.submenu?.items ?? [];
          }
        },
        { file: path, wanted: labels },
      );
    },
    quit: async () => {
      // The answer may not come back from an app that is going.
      app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined);
      await exited;
      return exitCode;
    },
    close: async () => {
      if (exitCode === null) await app.close();
    },
  };
}
