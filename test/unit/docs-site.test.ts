import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { deadLinks } from '../../scripts/site/dead-links.ts';
import { decisionsPage, siteData, siteGroups } from '../../scripts/site/site-pages.ts';
import { stagedDocument } from '../../scripts/site/stage-documents.ts';
import { ROOT } from '../integration/cli-runner.ts';

describe('the pages of the site', () => {
  const groups = siteGroups();
  const paths = groups.flatMap(({ pages }) => pages.map(({ path }) => path));

  it('are all documents, each once', () => {
    const documents = ['docs', 'docs/decisions'].flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`),
    );
    expect(paths).toEqual(expect.arrayContaining(documents));
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('are found by their titles, the README first', () => {
    expect(groups.map(({ title }) => title)).toEqual(['Start', 'Use', 'Physics', 'Reference', 'Decisions']);
    expect(siteData(groups, '/k/')).toMatchObject({
      base: '/k/',
      themeConfig: { nav: [{ text: 'Start', link: '/index' }, {}, { text: 'Physics', link: '/docs/physics' }, {}, {}] },
    });
    expect(decisionsPage(groups)).toContain('\n- [1. ');
  });
});

test('a staged document leads to what is on the site', () => {
  const markdown = [
    '[a](physics.md#vibrability) [b](../README.md) [c](https://x.org/d.md) [d](#here) [e](decisions)',
    '![f](pictures/f.png) <img src="pictures/g.png"> [`h`](../native-workers/h.hpp) [i](pictures/i.png)',
    '```md',
    '[j](physics.md) ![k](k.png)',
    '```',
  ];
  const { text, ...found } = stagedDocument('docs/viewer.md', markdown.join('\n'), '/k/');
  expect(text.split('\n')).toEqual([
    '[a](physics.md#vibrability) [b](../index.md) [c](https://x.org/d.md) [d](#here) [e](decisions/index.md)',
    '![f](pictures/f.png) <img src="./pictures/g.png"> ' +
      '<a href="/k/files/native-workers/h.hpp.txt" target="_self">`h`</a> ' +
      '<a href="/k/files/docs/pictures/i.png" target="_self">i</a>',
    ...markdown.slice(2),
  ]);
  expect(found).toEqual({
    documents: ['docs/physics.md', 'README.md'],
    pictures: ['docs/pictures/f.png', 'docs/pictures/g.png'],
    sources: ['native-workers/h.hpp', 'docs/pictures/i.png'],
  });
});

describe('the check of links', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-site-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const page = (path: string, html: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), html);
  };

  it('finds pages, files and anchors that are not there, and no others', () => {
    page('index.html', '<a href="/k/docs/a.html#φ-of-r">1</a> <a href="docs/">2</a> <a href="/docs/a.html">3</a>');
    page('docs/index.html', '<a href="../index.html?x=1">1</a> <img src="none.png"> <a href="#top" id="top">2</a>');
    page(
      'docs/a.html',
      '<h2 id="φ-of-r">φ(r)</h2> <a href="#%CF%86-of-r">1</a> <a href="index.html#gone">2</a>' +
        '<a href="b.html">3</a> <a href="https://x.org/none">4</a> <a href="a.html?a&amp;b">5</a>',
    );
    expect(deadLinks(folder, '/k/').sort()).toEqual([
      'docs/a.html: b.html',
      'docs/a.html: index.html#gone',
      'docs/index.html: none.png',
      'index.html: /docs/a.html',
    ]);
  });
});
