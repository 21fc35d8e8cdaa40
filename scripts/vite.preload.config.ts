import { join } from 'node:path';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '..');

/** The preload script: one CommonJS file, which is all that a sandboxed window loads. */
export default defineConfig({
  root: ROOT,
  publicDir: false,
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: true,
    target: 'chrome140',
    outDir: join(ROOT, 'build', 'main'),
    // The main side's bundle lies there already.
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: { preload: join(ROOT, 'src-main', 'preload.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
});
