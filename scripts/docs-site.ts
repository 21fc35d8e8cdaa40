// `npm run docs:site [-- /BASE/]`: the documentation as a site, in build/site; every link and anchor of it is checked.
// BASE is the folder of the server in which it will lie. VitePress is fetched for this run only: it is 100 MB that
// nothing else needs.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, ROOT } from './setup/root.mjs';
import { deadLinks } from './site/dead-links.ts';
import { decisionsPage, siteData, siteGroups } from './site/site-pages.ts';
import { stageDocuments } from './site/stage-documents.ts';

const VITEPRESS = 'vitepress@1.6.4';
const STAGE = join(BUILD, 'site-source');
const SITE = join(BUILD, 'site');

function vitepressBuild() {
  const args = ['--yes', VITEPRESS, 'build', STAGE, '--outDir', SITE];
  const { status, error } = spawnSync('npx', args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  return status === 0;
}

const base = process.argv.at(2) ?? '/';
if (!/^\/(.*\/)?$/.test(base)) throw new Error(`expected a base that begins and ends with '/', got '${base}'`);
const groups = siteGroups();
for (const folder of [STAGE, SITE]) rmSync(folder, { recursive: true, force: true });
mkdirSync(join(STAGE, '.vitepress'), { recursive: true });
stageDocuments(
  groups.flatMap(({ pages }) => pages.map(({ path }) => path)),
  STAGE,
  base,
);
cpSync(join(ROOT, 'assets', 'icon.png'), join(STAGE, 'public', 'icon.png'));
writeFileSync(join(STAGE, 'docs', 'decisions', 'index.md'), decisionsPage(groups));
writeFileSync(join(STAGE, '.vitepress', 'site.json'), JSON.stringify(siteData(groups, base)));
for (const [from, to] of [
  ['vitepress-config.mjs', 'config.mjs'],
  ['github-anchor.mjs', 'github-anchor.mjs'],
])
  cpSync(join(ROOT, 'scripts', 'site', from), join(STAGE, '.vitepress', to));

if (!vitepressBuild()) process.exitCode = 1;
else {
  const dead = deadLinks(SITE, base);
  for (const link of dead) process.stderr.write(`dead link in ${link}\n`);
  process.stdout.write(`${SITE}: ${dead.length === 0 ? 'all links lead somewhere' : `${dead.length} dead links`}\n`);
  if (dead.length > 0) process.exitCode = 1;
}
