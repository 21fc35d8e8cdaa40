// Prints how many TypeScript tokens the sources have, by folder, and the files outside the folder of an analysis that
// are specific to it. Comments are not tokens. Usage: node scripts/source-count.ts [ROOT]
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Folders of sources; tests, documents and generated files are not among them. */
const TREES = ['native-workers', 'src-main', 'src-renderer', 'scripts', 'bin'];
const SOURCE = /\.(ts|mts|mjs|svelte)$/;
const SCRIPT = /<script\b[^>]*>([^]*?)<\/script>/g;
const ANALYSES = join('native-workers', 'analyses');

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesUnder(path);
    return SOURCE.test(path) && !path.endsWith('.d.mts') ? [path] : [];
  });
}

/** The code of a file; of a component, that of its scripts. */
function codeOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.svelte') ? Array.from(text.matchAll(SCRIPT), ([, script]) => script).join('\n') : text;
}

/** Tokens of TypeScript, as its own scanner tells them apart; comments and white space are none. */
export function tokenCount(code: string): number {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  let count = 0;
  // A closing brace inside a template is scanned as a brace, and what follows as words: the same error in every version.
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) count += 1;
  return count;
}

/** Modules in the folder of an analysis that a file imports, by name of the analysis. */
function importsOfAnalyses(path: string, code: string, root: string): string[] {
  return ts
    .preProcessFile(code, true, true)
    .importedFiles.map(({ fileName }) =>
      relative(root, resolve(path, '..', fileName))
        .split(sep)
        .join('/'),
    )
    .filter((name) => /^native-workers\/analyses\/[^/]+\//.test(name));
}

/** Files that name or import one analysis though they lie outside its folder and are not the table. */
export function specificFiles(root: string): { file: string; imports: string[] }[] {
  return TREES.filter((tree) => tree === 'native-workers' || tree === 'src-main')
    .flatMap((tree) => filesUnder(join(root, tree)))
    .filter((path) => !relative(root, path).startsWith(ANALYSES + sep))
    .flatMap((path) => {
      const imports = importsOfAnalyses(path, codeOf(path), root);
      return imports.length === 0 ? [] : [{ file: relative(root, path), imports }];
    });
}

function main(): void {
  const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
  let total = 0;
  for (const tree of TREES) {
    const count = filesUnder(join(root, tree)).reduce((sum, path) => sum + tokenCount(codeOf(path)), 0);
    total += count;
    process.stdout.write(`${tree.padEnd(16)} ${String(count).padStart(8)} tokens\n`);
  }
  process.stdout.write(`${'all'.padEnd(16)} ${String(total).padStart(8)} tokens\n`);
  const specific = specificFiles(root);
  process.stdout.write(`\n${specific.length} files outside native-workers/analyses are specific to an analysis\n`);
  for (const { file, imports } of specific) process.stdout.write(`  ${file} → ${imports.join(', ')}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
