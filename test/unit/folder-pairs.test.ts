import { describe, expect, test } from 'vitest';
import { folderPairs, importsOf } from '../../scripts/folder-pairs.ts';
import { codeOf } from '../../scripts/source-code.ts';

const paths = (path: string, text: string) => importsOf({ path, code: codeOf(path, text) }).map(({ to }) => to);

describe('imports of a file', () => {
  test('of every form, types and dynamic ones too; packages and comments are none', () => {
    const text = `
      import { readFile } from 'node:fs';
      import uPlot from 'uplot';
      import { a } from '../other/a.ts';
      import type { B } from './b.ts';
      export { c } from './inner/c.ts';
      // import { d } from './d.ts';
      const e = await import('../../top/e.ts');
      const f = "import { f } from './f.ts'";
    `;
    expect(paths('tree/folder/file.ts', text)).toEqual([
      ...['tree/other/a.ts', 'tree/folder/b.ts', 'tree/folder/inner/c.ts', 'top/e.ts'],
    ]);
  });

  test('of a component, those of its scripts', () => {
    const text = `<script module lang="ts">
        import { a } from './a.ts';
      </script>
      <script lang="ts">
        import B from '../other/B.svelte';
      </script>
      <p>import { c } from './c.ts';</p>`;
    expect(paths('tree/folder/Part.svelte', text)).toEqual(['tree/folder/a.ts', 'tree/other/B.svelte']);
  });
});

describe('folders that import each other', () => {
  test('are found by the imports either way, a folder and one inside it among them', () => {
    const imports = [
      { from: 'x/a.ts', to: 'y/b.ts' },
      { from: 'y/c.ts', to: 'x/d.ts' },
      { from: 'y/c.ts', to: 'x/a.ts' },
      { from: 'x/a.ts', to: 'z/e.ts' },
      { from: 'x/a.ts', to: 'x/d.ts' },
      { from: 'z/e.ts', to: 'z/inner/f.ts' },
      { from: 'z/inner/f.ts', to: 'z/g.ts' },
    ];
    expect(folderPairs(imports)).toEqual([
      { folders: ['x', 'y'], there: [imports[0]], back: [imports[1], imports[2]] },
      { folders: ['z', 'z/inner'], there: [imports[5]], back: [imports[6]] },
    ]);
  });

  test('there are none where all imports go one way', () => {
    const imports = [
      { from: 'x/a.ts', to: 'y/b.ts' },
      { from: 'y/b.ts', to: 'z/c.ts' },
      { from: 'x/a.ts', to: 'z/c.ts' },
    ];
    expect(folderPairs(imports)).toEqual([]);
  });
});
