import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/root.mjs';

/** A page of the site: a document by its path from the root of the repository. */
interface SitePage {
  path: string;
  title: string;
}

export interface SiteGroup {
  title: string;
  pages: SitePage[];
}

const DECISIONS = 'docs/decisions';

/** Documents by group, in the order in which they are read; what no group names comes last under Reference. */
const GROUPS: readonly (readonly [title: string, paths: readonly string[]])[] = [
  ['Start', ['README.md', 'docs/viewer.md', 'docs/desktop.md']],
  [
    'Use',
    [
      'docs/simulate.md',
      'docs/ensembles.md',
      'docs/formats.md',
      'docs/models.md',
      'docs/analyses.md',
      'docs/mechanics.md',
      'docs/strain.md',
      'docs/spectrum.md',
      'docs/pseudo-modes.md',
      'docs/structure.md',
      'docs/figures.md',
      'docs/movies.md',
      'python/README.md',
    ],
  ],
  ['Physics', ['docs/physics.md', 'docs/analysis.md', 'docs/potentials.md']],
  [
    'Reference',
    [
      'docs/command-line.md',
      'docs/api.md',
      'docs/project-file.md',
      'docs/source-tree.md',
      'docs/bench.md',
      'docs/security.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'CHANGELOG.md',
      'NOTICE.md',
    ],
  ],
];

/** The first heading of a document. Throws where there is none. */
function titleOf(path: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(ROOT, path), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${path} has no heading of the first level`);
  return title.trim();
}

function documentsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** Every group of the site with its pages. */
export function siteGroups(): SiteGroup[] {
  const named = new Set(GROUPS.flatMap(([, paths]) => paths));
  const rest = documentsIn('docs').filter((path) => !named.has(path));
  const pages = (paths: readonly string[]) => paths.map((path) => ({ path, title: titleOf(path) }));
  return [
    ...GROUPS.map(([title, paths]) => ({ title, pages: pages(title === 'Reference' ? [...paths, ...rest] : paths) })),
    { title: 'Decisions', pages: pages(documentsIn(DECISIONS)) },
  ];
}

/** Where a document is found on the site. */
function linkOf(path: string): string {
  return `/${path.replace(/^README\.md$/, 'index.md').replace(/\.md$/, '')}`;
}

/** What VitePress is told of the site, as JSON. `base`: the folder of the server in which it will lie, '/' by itself. */
export function siteData(groups: readonly SiteGroup[], base: string): object {
  const items = ({ pages }: SiteGroup) => pages.map(({ path, title }) => ({ text: title, link: linkOf(path) }));
  return {
    title: 'Keycore',
    description: 'A desktop laboratory for the particle-level defects of two-dimensional glasses',
    base,
    head: [['link', { rel: 'icon', href: `${base}icon.png` }]],
    themeConfig: {
      nav: groups.map((group) => ({ text: group.title, link: linkOf(group.pages[0].path) })),
      sidebar: groups.map((group) => ({
        text: group.title,
        collapsed: group.title === 'Decisions',
        items: items(group),
      })),
      outline: [2, 3],
      search: { provider: 'local' },
    },
  };
}

/** The page that lists the decisions: the folder has none of its own. */
export function decisionsPage(groups: readonly SiteGroup[]): string {
  const decisions = groups.find(({ title }) => title === 'Decisions')?.pages ?? [];
  const lines = decisions.map(({ path, title }) => `- [${title}](${path.slice(DECISIONS.length + 1)})`);
  return `# Decisions\nWhy things are as they are.\n\n${lines.join('\n')}\n`;
}
