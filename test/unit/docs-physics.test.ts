import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { githubAnchor } from '../../scripts/site/github-anchor.mjs';
import { ROOT } from '../integration/cli-runner.ts';
import { stepsOf } from './recipe.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const isThere = (path: string): boolean => existsSync(join(ROOT, path));

/** Files below a folder, as paths from the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => statSync(join(ROOT, path)).isFile());
}

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'NOTICE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'python/README.md',
  'test/reference/README.md',
  ...filesBelow('docs'),
].filter((path) => path.endsWith('.md'));

/** Text without blocks of code, in which nothing is a link or a heading. */
function prose(path: string): string {
  return read(path).replaceAll(/^```[^]*?^```$/gm, '');
}

/** Titles of the sections of a document. */
function headings(path: string): string[] {
  return [...prose(path).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);
}

/** Every code span of a document that is a path of the repository. */
function namedPaths(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return spans.filter((span) => /^(native-workers|src-main|src-renderer|test|scripts|docs)\/[\w./-]*[\w/]$/.test(span));
}

/** Files that a document names as ones to be written, as an example. */
const EXAMPLES = new Set(['docs/potentials.md', 'CONTRIBUTING.md'].flatMap(stepsOf).map(({ path }) => path));

describe('docs/physics.md', () => {
  const text = read('docs/physics.md');

  it('names files that exist, sources as computing and tests as checking', () => {
    const lines = (start: string): string[] =>
      text.split('\n').flatMap((line) => (line.startsWith(start) ? namedPaths(line) : []));
    const computing = lines('- Computed in:');
    const checking = lines('- Checked by:');
    expect(computing.length).toBeGreaterThan(60);
    expect(checking.length).toBeGreaterThan(60);
    expect([...namedPaths(text), ...computing, ...checking].filter((path) => !isThere(path))).toEqual([]);
    expect(computing.filter((path) => !/^native-workers\/.*\.(ts|cc|hpp)$/.test(path))).toEqual([]);
    expect(checking.filter((path) => !/^test\/.*(\.test\.ts|\.cc)$/.test(path))).toEqual([]);
  });

  it('says of every section that computes something how it is checked', () => {
    const sections = text.split(/^(?=###? )/m).filter((section) => section.includes('- Computed in:'));
    expect(sections.length).toBeGreaterThan(25);
    expect(sections.filter((section) => !section.includes('- Checked by:'))).toEqual([]);
  });

  it('has the formulas of every analysis', () => {
    const folders = readdirSync(join(ROOT, 'native-workers', 'analyses'), { withFileTypes: true });
    const analyses = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(analyses).toContain('mechanics');
    expect(analyses.filter((name) => !text.includes(`\`native-workers/analyses/${name}/`))).toEqual([]);
  });

  it('lists every source that it cites, and cites every one that it lists', () => {
    const [body, list] = text.split('\n## Sources\n');
    const listed = [...list.matchAll(/^- \[(\S+ \d{4})\] /gm)].map(([, key]) => key);
    const cited = [...body.matchAll(/\[(\p{L}+ \d{4})\]/gu)].map(([, key]) => key);
    expect([...new Set(cited)].sort()).toEqual([...listed].sort());
  });
});

describe.each(DOCUMENTS)('%s', (document) => {
  it('links to files and sections that exist', () => {
    const links = [...prose(document).matchAll(/(?<=\]\()[^)\s]+(?=\))|(?<=(?:src|srcset|href)=")[^"]+/g)]
      .map(([link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link));
    const broken = links.filter((link) => {
      const [file] = link.split('#');
      const anchor = link.split('#').at(1);
      const target = file === '' ? document : normalize(join(dirname(document), file)).replaceAll('\\', '/');
      if (!isThere(target)) return true;
      return anchor !== undefined && !headings(target).some((title) => githubAnchor(title) === anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names paths that exist', () => {
    expect(namedPaths(read(document)).filter((path) => !EXAMPLES.has(path) && !isThere(path))).toEqual([]);
  });
});

describe('sources', () => {
  const names = new Set(filesBelow('docs').filter((path) => path.endsWith('.md')));
  const sources = ['native-workers', 'src-main', 'src-renderer', 'scripts', 'test', 'python']
    .flatMap(filesBelow)
    .filter((path) => /\.(ts|mts|mjs|js|cc|hpp|svelte|css|py)$/.test(path));

  it('cite documents of the project by their path, and sections that are there', () => {
    expect(sources.length).toBeGreaterThan(500);
    const wrong = sources.flatMap((source) => {
      // A citation may go on in the next line of its comment.
      const text = read(source).replaceAll(/\n\s*(?:\*|\/\/\/?|#)? ?/g, ' ');
      return [...text.matchAll(/([\w./-]*[\w-]+\.md)\b(?:, "(?<section>[^"]+)")?/g)].flatMap((match) => {
        const [path] = match[0].split(', "');
        const section = match.groups?.section;
        const place = `${source}: ${match[0]}`;
        if (path.startsWith('docs/')) {
          if (!names.has(path)) return [place];
          return section === undefined || headings(path).includes(section) ? [] : [place];
        }
        // A bare name that a document has is a citation without its folder, but in a path that is put together, and in
        // Markdown that is written for docs/.
        const isPart = /'docs', '$|\]\($|\[$/.test(text.slice(0, match.index));
        return names.has(`docs/${path}`) && !isPart ? [place] : [];
      });
    });
    expect(wrong).toEqual([]);
  });
});
