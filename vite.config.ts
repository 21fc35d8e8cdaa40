import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** The faces that the first picture of the window is written in; the others follow. */
const FIRST_FACES = /(inter|jetbrains-mono)-(latin|greek)-wght|dejavu-(sans|mono)-latin-400/;

/** Has the browser fetch these faces beside the script instead of after the style sheet that names them. */
function preloadFaces(): Plugin {
  return {
    name: 'preload-faces',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => file.endsWith('.woff2') && FIRST_FACES.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${file}`, crossorigin: true },
            injectTo: 'head' as const,
          })),
    },
  };
}

/** The renderer: a static page that any host serves from build/renderer. */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [svelte(), preloadFaces()],
  // A face as a data: address would be refused by the page's own rules (font-src 'self').
  build: { outDir: '../build/renderer', emptyOutDir: true, assetsInlineLimit: 0 },
});
