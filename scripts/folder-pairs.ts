// Fails when two folders of sources import each other; types count. A folder and one inside it are two folders.
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsIn, productSources, type SourceFile } from './source-code.ts';

/** An import of one file by another; paths relative to the root, with `/`. */
interface FileImport {
  from: string;
  to: string;
}

/** Two folders that import each other, with the imports either way. */
interface FolderPair {
  folders: readonly [string, string];
  there: readonly FileImport[];
  back: readonly FileImport[];
}

/** The relative imports of a file, dynamic and type-only ones among them. */
export function importsOf({ path, code }: SourceFile): FileImport[] {
  return importsIn(code)
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ from: path, to: posix.join(posix.dirname(path), name) }));
}

/** Every pair of folders of which each imports the other, in the order of their names. */
export function folderPairs(imports: readonly FileImport[]): FolderPair[] {
  // No folder's name holds a line break.
  const between = Map.groupBy(imports, ({ from, to }) => `${posix.dirname(from)}\n${posix.dirname(to)}`);
  return Array.from(between)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folders, there]) => {
      const [from, to] = folders.split('\n');
      const back = between.get(`${to}\n${from}`);
      return back === undefined || from >= to ? [] : [{ folders: [from, to] as const, there, back }];
    });
}

function listed({ folders: [one, other], there, back }: FolderPair) {
  const fewer = there.length <= back.length ? there : back;
  const lines = fewer.map(({ from, to }) => `    ${from} → ${to}\n`).join('');
  return `${one} and ${other} import each other; ${fewer.length === 1 ? 'one import goes' : `${fewer.length} imports go`} the rarer way:\n${lines}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pairs = folderPairs(productSources().flatMap(importsOf));
  process.stdout.write(pairs.map(listed).join(''));
  process.exitCode = pairs.length === 0 ? 0 : 1;
}
