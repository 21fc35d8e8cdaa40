// Fails when two files of the sources export different things under one name. What a file passes on from another
// (`export { x } from …`) is the same thing and does not count.
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { productSources, type SourceFile } from './source-code.ts';

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
const NAMESPACES = ['src-renderer/client/api.ts', 'src-renderer/client/curation.ts'];

/** A name that files define, with their paths from the root, in order. */
interface DefinedName {
  name: string;
  files: readonly string[];
}

function statementsOf(code: string): readonly ts.Statement[] {
  return ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest).statements;
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function isExported(statement: ts.Statement) {
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
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

/** The names that a code defines and exports, each once; not those that it passes on from another file. */
export function exportedNames(code: string): string[] {
  const names = statementsOf(code).flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return isExported(statement) ? declaredNames(statement) : [];
    const { exportClause, moduleSpecifier } = statement;
    if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map(({ name }) => name.text);
  });
  return [...new Set(names)];
}

/** Names that more than one file defines; of a file in `namespaces` none counts. */
export function namesDefinedTwice(
  sources: readonly SourceFile[],
  namespaces: readonly string[] = NAMESPACES,
): DefinedName[] {
  const definitions = sources
    .filter(({ path }) => !namespaces.includes(path))
    .flatMap(({ path, code }) => exportedNames(code).map((name) => ({ name, path })));
  const isShared = ({ name, files: paths }: DefinedName) =>
    SHARED.some((shared) => shared.name === name && paths.every((path) => shared.files.test(path)));
  return Array.from(
    Map.groupBy(definitions, ({ name }) => name),
    ([name, all]) => ({ name, files: all.map(({ path }) => path).sort() }),
  )
    .filter((defined) => defined.files.length > 1 && !isShared(defined))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files that import single names of a file that is to be imported as a whole. */
export function importsByName(sources: readonly SourceFile[], namespaces: readonly string[] = NAMESPACES): string[] {
  return sources
    .filter(({ path, code }) =>
      statementsOf(code).some((statement) => {
        if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false;
        const bindings = statement.importClause?.namedBindings;
        const target = posix.join(path, '..', statement.moduleSpecifier.text);
        return namespaces.includes(target) && bindings !== undefined && ts.isNamedImports(bindings);
      }),
    )
    .map(({ path }) => path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sources = productSources();
  const offences = [
    ...namesDefinedTwice(sources).map(({ name, files }) => `${name} is defined in ${files.join(' and ')}\n`),
    ...importsByName(sources).map((path) => `${path} imports single names of ${NAMESPACES.join(', ')}\n`),
  ];
  process.stdout.write(offences.join(''));
  process.exitCode = offences.length === 0 ? 0 : 1;
}
