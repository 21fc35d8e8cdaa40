// Prints how many TypeScript tokens the sources have, by folder, and the files outside the folder of an analysis that
// are specific to it. Comments are not tokens. Usage: node scripts/source-count.ts [ROOT]
import { posix, resolve } from 'node:path';
import ts from 'typescript';
import { ROOT } from './setup/root.mjs';
import { importsIn, sourcesUnder } from './source-code.ts';

/** Folders of sources; tests, documents and generated files are not among them. */
const TREES = ['native-workers', 'src-main', 'src-renderer', 'scripts', 'bin'];
const SOURCE = /(?<!\.d)\.(ts|mts|mjs|svelte)$/;
const ANALYSES = 'native-workers/analyses/';

/** Tokens of TypeScript, as its own parser tells them apart; comments and white space are none. */
function tokenCount(code: string): number {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const file = ts.createSourceFile('source.ts', code, options);
  const leaves = (node: ts.Node): number => {
    const children = node.getChildren(file);
    // A list of nothing and the end of the file have no width.
    if (children.length === 0) return node.getWidth(file) > 0 ? 1 : 0;
    return children.reduce((sum, child) => sum + leaves(child), 0);
  };
  return leaves(file);
}

const root = resolve(process.argv[2] ?? ROOT);
const counts = TREES.map((tree) => {
  const count = sourcesUnder(root, [tree], SOURCE).reduce((sum, { code }) => sum + tokenCount(code), 0);
  return [tree, count] as const;
});
for (const [tree, count] of [...counts, ['all', counts.reduce((sum, [, count]) => sum + count, 0)] as const])
  process.stdout.write(`${tree.padEnd(16)} ${String(count).padStart(8)} tokens\n`);

/** Files that import one analysis though they lie outside its folder and are not the table. */
const specific = sourcesUnder(root, ['native-workers', 'src-main'], SOURCE)
  .filter(({ path }) => !path.startsWith(ANALYSES))
  .map(({ path, code }) => ({
    path,
    imports: importsIn(code)
      .map((name) => posix.join(posix.dirname(path), name))
      .filter((name) => /^native-workers\/analyses\/[^/]+\//.test(name)),
  }))
  .filter(({ imports }) => imports.length > 0);
process.stdout.write(`\n${specific.length} files outside native-workers/analyses are specific to an analysis\n`);
for (const { path, imports } of specific) process.stdout.write(`  ${path} → ${imports.join(', ')}\n`);
