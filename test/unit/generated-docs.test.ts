import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { describe, expect, it, test } from 'vitest';
import { GENERATED_DOCUMENTS } from '../../scripts/docs/generated-documents.ts';
import { tableOfLayers } from '../../scripts/docs/layer-table.ts';
import { markdownTable } from '../../scripts/docs/markdown-table.ts';
import { withPart } from '../../scripts/docs/marked-part.ts';
import { tableOfRoutes } from '../../scripts/docs/route-table.ts';
import { tableComments } from '../../scripts/docs/schema-table.ts';
import { described, describedRoutes } from '../../src-main/api/route-description.ts';
import { ROOT } from '../integration/cli-runner.ts';

describe.each(GENERATED_DOCUMENTS)('$path', ({ path, make }) => {
  it('is what the sources say (else: npm run docs)', async () => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(await make());
  });
});

describe('the table of routes', () => {
  const inner = new Hono()
    .get('/b/:id', described('query `x`', 'B | C'), (c) => c.text('b'))
    .delete('/b/:id', (c) => c.text(''));
  const app = new Hono()
    .basePath('/api')
    .onError(() => new Response('error'))
    .use('*', (_c, next) => next())
    .route('/', inner)
    .post('/a', described('', 'A'), (c) => c.text('a'));

  it('has every route of an app and of what is mounted in it, by path, with its description', () => {
    const routes = describedRoutes(app.routes);
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/b/:id',
      'DELETE /api/b/:id',
      'POST /api/a',
    ]);
    const told = routes.filter(({ description }) => description !== null);
    expect(tableOfRoutes(told).split('\n').slice(2)).toEqual([
      '| `POST /api/a` |  | A |',
      '| `GET /api/b/:id` | query `x` | B \\| C |',
    ]);
  });

  it('is refused where a route has no description', () => {
    expect(() => tableOfRoutes(describedRoutes(app.routes))).toThrow(
      'DELETE /api/b/:id has no description: put described(request, answer) before its handlers',
    );
  });

  it('leaves requests as they are', async () => {
    expect(await (await app.request('/api/b/7')).text()).toBe('b');
  });
});

test('the comment of a table is the one before its last CREATE TABLE', () => {
  const comments = tableComments([
    '-- Old.\nCREATE TABLE a (x INTEGER) STRICT;\nCREATE TABLE b (y TEXT) STRICT;\n',
    'DROP TABLE a;\n\n-- One line,\n-- and another.\nCREATE TABLE a (x INTEGER) STRICT;\n',
  ]);
  expect([...comments]).toEqual([['a', 'One line, and another.']]);
});

test('a rule of imports in words', () => {
  const table = tableOfLayers({
    forbidden: [
      { name: 'r', comment: 'Why.', from: { path: '^a/', pathNot: '^a/x' }, to: { path: ['^b/', '^(c|d)/'] } },
      { name: 's', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    ],
  });
  expect(table.split('\n').slice(2)).toEqual([
    '| `r` | `^a/` but `^a/x` | `^b/`, `^(c\\|d)/` | Why. |',
    '| `s` | any file | itself, round a circle of files (types may be imported) |  |',
  ]);
});

describe('a part between markers', () => {
  const document = 'before\n<!-- generated:x:begin -->\nold\n<!-- generated:x:end -->\nafter\n';

  it('is replaced and nothing else, once and again', () => {
    const made = withPart(document, 'x', markdownTable(['a'], [['b']]));
    expect(made).toBe(document.replace('old', '| a |\n|---|\n| b |'));
    expect(withPart(made, 'x', 'old')).toBe(document);
  });

  it('has to be there', () => {
    expect(() => withPart(document, 'y', '')).toThrow(
      "the document has no '<!-- generated:y:begin -->' with '<!-- generated:y:end -->' after it",
    );
    expect(() => withPart('<!-- generated:x:end --><!-- generated:x:begin -->', 'x', '')).toThrow();
  });
});
