import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const HOST = ['src-main/electron.ts', 'src-main/preload.ts'].map((path) => join(ROOT, path));

/** What TypeScript says of these files with these libraries, beside the project's own settings. */
function complaints(files: string[], more: string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const lib = [...(options.lib ?? []), ...more.map((name) => `lib.${name}.d.ts`)];
  const program = ts.createProgram(files, { ...options, lib });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

// Without the DOM's types it is checked with everything else (`tsc --noEmit -p .`); Electron's own types speak of both.
test('the desktop host fits the types of Electron also where those of the DOM are there', () => {
  expect(complaints(HOST, ['dom', 'dom.iterable'])).toStrictEqual([]);
}, 60_000);

test('that check can fail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-types-'));
  try {
    const file = join(folder, 'canvas.mts');
    writeFileSync(file, 'export const canvas: HTMLCanvasElement | null = null;');
    expect(complaints([file], [])).toStrictEqual(["Cannot find name 'HTMLCanvasElement'."]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
