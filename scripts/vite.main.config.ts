import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { type Face, faceFile, FACES } from '../src-main/figures/marks/faces.ts';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'build', 'main');

/** Packages that figures are drawn and written with. */
const OF_FIGURES = ['@napi-rs/canvas', 'fontkit', 'pdfkit', 'subset-font', 'write-excel-file'];

/** Copies the faces of figures beside the bundle. */
const faces = {
  name: 'faces',
  closeBundle(): void {
    mkdirSync(join(OUT, 'faces'), { recursive: true });
    for (const face of Object.keys(FACES) as Face[]) {
      const file = faceFile(face);
      copyFileSync(file, join(OUT, 'faces', basename(file)));
    }
  },
};

/**
 * The desktop host and its worker threads, bundled as ES modules for Electron's own Node into build/main. Left outside:
 * `electron`, native code (better-sqlite3, the canvas), piscina, which starts its threads from a file of its own, and what reads
 * files of its own (pdfkit, fontkit, subset-font, write-excel-file). The faces of figures lie beside the bundle.
 */
export default defineConfig({
  root: ROOT,
  publicDir: false,
  plugins: [faces],
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3', 'piscina', ...OF_FIGURES] },
  resolve: {
    alias: [
      // A packaged app has no folder of packages: what is loaded from there at its first use is part of the bundle.
      { find: /^\.\/mathjs\.ts$/, replacement: join(ROOT, 'native-workers', 'models', 'mathjs-bundled.ts') },
    ],
  },
  build: {
    ssr: true,
    target: 'node24',
    outDir: OUT,
    emptyOutDir: true,
    // Stack traces in reports are read by people.
    minify: false,
    rolldownOptions: {
      input: {
        electron: join(ROOT, 'src-main', 'electron.ts'),
        'task-runner': join(ROOT, 'native-workers', 'tasks', 'task-runner.ts'),
        'warm-runner': join(ROOT, 'native-workers', 'tasks', 'warm-runner.ts'),
        'read-runner': join(ROOT, 'src-main', 'import', 'read-runner.ts'),
        'figure-runner': join(ROOT, 'src-main', 'figures', 'figure-runner.ts'),
        'movie-runner': join(ROOT, 'src-main', 'movies', 'data', 'movie-runner.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
    },
  },
});
