// Fails when two files of the sources export different things under one name. What a file passes on from another
// (`export { x } from …`) is the same thing and does not count.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TREES = ['native-workers', 'src-main', 'src-renderer'];
const SOURCE = /\.(ts|svelte)$/;
const SCRIPT = /<script\b[^>]*>([^]*?)<\/script>/g;

/** Names that several files have to share: one interface with many implementations, or one module in place of another. */
const SHARED: readonly { name: string; files: RegExp; reason: string }[] = [
  {
    name: 'run',
    files: /^native-workers\/analyses\/[^/]+\/[^/]+-run\.ts$/,
    reason: 'the computation of an analysis, which its line in the table loads by this name',
  },
  {
    name: 'mathjs',
    files: /^native-workers\/models\/mathjs(-bundled)?\.ts$/,
    reason: 'a bundle has the one in place of the other',
  },
];

/** Files that are imported as a whole only (`import * as api`): their names are always read behind that of the file. */
const NAMESPACES = ['src-renderer/client/api.ts'];

/** A name that files define, with their paths from the root, in order. */
export interface DefinedName {
  name: string;
  files: readonly string[];
}

function parsed(path: string, text: string): ts.SourceFile {
  const code = path.endsWith('.svelte') ? Array.from(text.matchAll(SCRIPT), ([, script]) => script).join('\n') : text;
  return ts.createSourceFile(path, code, ts.ScriptTarget.Latest, false);
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

/** The names that a file defines and exports, each once; not those that it passes on from another file. */
export function exportedNames(path: string, text: string): string[] {
  const names = parsed(path, text).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return isExported(statement) ? declaredNames(statement) : [];
    const { exportClause, moduleSpecifier } = statement;
    if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map(({ name }) => name.text);
  });
  return [...new Set(names)];
}

/** Names that more than one file defines; of a file in `namespaces` none counts. */
export function namesDefinedTwice(
  sources: ReadonlyMap<string, string>,
  namespaces: readonly string[] = NAMESPACES,
): DefinedName[] {
  const files = new Map<string, string[]>();
  for (const [path, text] of sources) {
    if (namespaces.includes(path)) continue;
    for (const name of exportedNames(path, text)) files.set(name, [...(files.get(name) ?? []), path]);
  }
  const isShared = ({ name, files: paths }: DefinedName) =>
    SHARED.some((shared) => shared.name === name && paths.every((path) => shared.files.test(path)));
  return Array.from(files, ([name, paths]) => ({ name, files: paths.sort() }))
    .filter((defined) => defined.files.length > 1 && !isShared(defined))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files that import single names of a file that is to be imported as a whole. */
export function importsByName(
  sources: ReadonlyMap<string, string>,
  namespaces: readonly string[] = NAMESPACES,
): string[] {
  return Array.from(sources)
    .filter(([path, text]) =>
      parsed(path, text).statements.some((statement) => {
        if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false;
        const bindings = statement.importClause?.namedBindings;
        const target = join(path, '..', statement.moduleSpecifier.text).split(sep).join('/');
        return namespaces.includes(target) && bindings !== undefined && ts.isNamedImports(bindings);
      }),
    )
    .map(([path]) => path);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : SOURCE.test(path) ? [path] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sources = new Map(
    TREES.flatMap((tree) => filesUnder(join(ROOT, tree))).map((file) => [
      relative(ROOT, file).split(sep).join('/'),
      readFileSync(file, 'utf8'),
    ]),
  );
  const twice = namesDefinedTwice(sources);
  const byName = importsByName(sources);
  process.stdout.write(twice.map(({ name, files }) => `${name} is defined in ${files.join(' and ')}\n`).join(''));
  process.stdout.write(byName.map((path) => `${path} imports single names of ${NAMESPACES.join(', ')}\n`).join(''));
  process.exitCode = twice.length + byName.length === 0 ? 0 : 1;
}
