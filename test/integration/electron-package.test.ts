import { extractAll, extractFile, listPackage } from '@electron/asar';
import { spawnSync } from 'node:child_process';
import { build, Platform } from 'electron-builder';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Packages that the app has: native code, and what figures are written with. */
const PACKAGES = [
  '@napi-rs',
  '@noble',
  '@swc',
  'argparse',
  'base64-js',
  'better-sqlite3',
  'brotli',
  'clone',
  'dfa',
  'fast-deep-equal',
  'fflate',
  'fontkit',
  'fontverter',
  'harfbuzzjs',
  'linebreak',
  'p-limit',
  'pako',
  'pdfkit',
  'piscina',
  'png-js',
  'restructure',
  'subset-font',
  'tiny-inflate',
  'unicode-properties',
  'unicode-trie',
  'wawoff2',
  'woff2sfnt-sfnt2woff',
  'write-excel-file',
  'yocto-queue',
];

let folder: string;
let resources: string;
let packed: string[];

/** As much of Electron's own folder as electron-builder looks at. */
function stubElectron(at: string): void {
  const names = ['electron', 'version', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak'];
  mkdirSync(join(at, 'locales'), { recursive: true });
  mkdirSync(join(at, 'resources'));
  for (const name of names) writeFileSync(join(at, name), name, { mode: 0o755 });
}

/** Files below a folder, separated by '/'. */
function filesIn(at: string): string[] {
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-package-'));
  const electronDist = join(folder, 'electron');
  stubElectron(electronDist);
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    // Over electron-builder.yml, which it finds by itself. Fuses are bits of the real executable.
    config: { electronDist, electronFuses: null, directories: { output: folder } },
  });
  resources = join(folder, 'linux-unpacked', 'resources');
  packed = listPackage(join(resources, 'app.asar'), { isPack: false }).map((path) => path.slice(1));
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the app is the bundled main side, the page and the kernels', () => {
  const manifest = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString('utf8'));
  expect(manifest.main).toBe('build/main/electron.js');
  expect(packed).toEqual(
    expect.arrayContaining([
      'build/main/electron.js',
      'build/main/preload.cjs',
      'build/main/task-runner.js',
      'build/main/warm-runner.js',
      'build/main/read-runner.js',
      'build/main/figure-runner.js',
      'build/main/faces/Arimo_400Regular.ttf',
      'build/main/faces/DejaVuSans.ttf',
      'build/main/movie-runner.js',
      'build/renderer/index.html',
    ]),
  );
  expect(packed.filter((path) => path.startsWith('build/addon/keycore-')).length).toBeGreaterThan(0);
});

test('the faces of the page come with their licences', () => {
  expect(packed.filter((path) => path.endsWith('.woff2')).length).toBeGreaterThan(4);
  expect(filesIn(join(resources, 'licences')).sort()).toEqual([
    'Arimo.txt',
    'DejaVu-Math.txt',
    'DejaVu.txt',
    'Inter.txt',
    'JetBrains-Mono.txt',
    'NOTICE.md',
    'mediabunny.txt',
  ]);
});

test('no sources, tests, maps or tools are in it', () => {
  const strays = packed.filter((path) =>
    /^(src-|native-workers|scripts|test|docs|bin)|\.(ts|map|svelte|cc|hpp)$/.test(path),
  );
  expect(strays).toStrictEqual([]);
  const packages = new Set(
    packed.filter((path) => path.startsWith('node_modules/')).map((path) => path.split('/').slice(1, 2)[0]),
  );
  expect([...packages].sort()).toStrictEqual(PACKAGES);
});

test('every import of the bundle is in the app, in Node or in Electron', () => {
  const bundle = filesIn(join(ROOT, 'build', 'main')).filter((path) => path.endsWith('.js'));
  const imported = bundle.flatMap((path) =>
    [...readFileSync(join(ROOT, 'build', 'main', path), 'utf8').matchAll(/^import .*?from "([^."][^"]*)";$/gm)].map(
      ([, name]) => name,
    ),
  );
  const packages = new Set(imported.filter((name) => !isBuiltin(name)));
  expect([...packages].sort()).toStrictEqual([
    '@napi-rs/canvas',
    'better-sqlite3',
    'electron',
    'fontkit',
    'pdfkit',
    'piscina',
    'subset-font',
    'write-excel-file/node',
  ]);
});

test('native code lies outside the asar, for this platform only', () => {
  const unpacked = filesIn(join(resources, 'app.asar.unpacked'));
  const native = packed.filter((path) => path.endsWith('.node'));
  expect(unpacked.filter((path) => path.endsWith('.node')).sort()).toStrictEqual(native.sort());
  const sqlite = native.filter((path) => path.startsWith('node_modules/better-sqlite3'));
  expect(sqlite).toStrictEqual([`node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`]);
  expect(packed.filter((path) => /^node_modules\/better-sqlite3\/(deps|src)/.test(path))).toStrictEqual([]);
});

test('the shipped samples lie among the resources, where SQLite can open them', () => {
  expect(filesIn(join(resources, 'samples'))).toContain('2dipl-glass.keycore');
  const sample = '2dipl-glass.keycore';
  expect(readFileSync(join(resources, 'samples', sample)).equals(readFileSync(join(ROOT, 'assets', sample)))).toBe(
    true,
  );
  expect(packed.filter((path) => path.endsWith('.keycore'))).toStrictEqual([]);
});

test('what is in the app is enough for the worker threads, and for the database', () => {
  const app = join(folder, 'extracted');
  extractAll(join(resources, 'app.asar'), app);
  // Run in the extracted app, so that nothing of the checkout can help.
  const script = `
    import Database from 'better-sqlite3';
    import { Piscina } from 'piscina';
    await Promise.all(['pdfkit', 'subset-font', 'write-excel-file/node'].map((name) => import(name)));
    process.env['KEYCORE_FACES_DIR'] = new URL('./build/main/faces', import.meta.url).pathname;
    const artist = new Piscina({ filename: new URL('./build/main/figure-runner.js', import.meta.url).href, maxThreads: 1 });
    const drawn = await artist.run({ task: 'brew-coffee', input: {} });
    await artist.destroy();
    const pool = new Piscina({ filename: new URL('./build/main/task-runner.js', import.meta.url).href, maxThreads: 1 });
    const { ok, message } = await pool.run({ task: 'brew-coffee', input: {} });
    await pool.destroy();
    const [row] = new Database(':memory:').prepare('select 6 * 7 as answer').all();
    console.log(JSON.stringify({ ok, message, row, artist: drawn.message }));
  `;
  writeFileSync(join(app, 'probe.mjs'), script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(app, 'probe.mjs')], { encoding: 'utf8' });
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toStrictEqual({
    ok: false,
    message: expect.stringMatching(/^unknown task 'brew-coffee'; known tasks: /) as string,
    row: { answer: 42 },
    artist: expect.stringMatching(/known tasks: figures, /) as string,
  });
});
