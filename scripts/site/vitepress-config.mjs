// The configuration of VitePress, beside the staged documents: what of it is data is in site.json (site-pages.ts).
import { readFileSync } from 'node:fs';
import { githubAnchor } from './github-anchor.mjs';

const site = JSON.parse(readFileSync(new URL('site.json', import.meta.url), 'utf8'));

export default {
  ...site,
  lang: 'en-GB',
  cleanUrls: false,
  // Nobody needs the pages of the file system's dates.
  lastUpdated: false,
  markdown: { anchor: { slugify: githubAnchor } },
  // What the pages hold of scripts is the theme's.
  vite: { build: { chunkSizeWarningLimit: 3000 } },
};
