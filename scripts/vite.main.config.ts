import { join } from 'node:path';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '..');

/**
 * The desktop host and its worker threads, bundled as ES modules for Electron's own Node into build/main. Left outside:
 * `electron`, native code (better-sqlite3) and piscina, which starts its threads from a file of its own.
 */
export default defineConfig({
  root: ROOT,
  publicDir: false,
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3', 'piscina'] },
  resolve: {
    alias: [
      // A packaged app has no folder of packages: what is loaded from there at its first use is part of the bundle.
      { find: /^\.\/mathjs\.ts$/, replacement: join(ROOT, 'native-workers', 'models', 'mathjs-bundled.ts') },
    ],
  },
  build: {
    ssr: true,
    target: 'node24',
    outDir: join(ROOT, 'build', 'main'),
    emptyOutDir: true,
    // Stack traces in reports are read by people.
    minify: false,
    rolldownOptions: {
      input: {
        electron: join(ROOT, 'src-main', 'electron.ts'),
        'task-runner': join(ROOT, 'native-workers', 'tasks', 'task-runner.ts'),
        'warm-runner': join(ROOT, 'native-workers', 'tasks', 'warm-runner.ts'),
        'read-runner': join(ROOT, 'src-main', 'import', 'read-runner.ts'),
        'movie-runner': join(ROOT, 'src-main', 'movies', 'data', 'movie-runner.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
    },
  },
});
