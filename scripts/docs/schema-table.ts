import Database from 'better-sqlite3';
import { migrate, schemaVersion } from '../../src-main/project/migrations.ts';
import * as schema from '../../src-main/project/schema.ts';
import { markdownTable } from './markdown-table.ts';

interface Column {
  name: string;
  type: string;
  notnull: 0 | 1;
  /** Place in the primary key from 1; 0: none. */
  pk: number;
}

interface Reference {
  table: string;
  from: string;
  to: string;
}

/** What the comment before a table's CREATE TABLE says it holds; the last version that makes the table has its say. */
export function tableComments(statements: readonly string[]): Map<string, string> {
  const comments = new Map<string, string>();
  for (const text of statements)
    for (const [, comment, name] of text.matchAll(/((?:^-- .*\n)+)CREATE TABLE (\w+)/gm))
      comments.set(name, comment.replaceAll(/^-- /gm, '').trim().replaceAll('\n', ' '));
  return comments;
}

/** `name type`, with a question mark where it may be null, whether it is of the key, and what it refers to. */
function columnText({ name, type, notnull, pk }: Column, references: readonly Reference[]) {
  const reference = references.find(({ from }) => from === name);
  const target = reference === undefined ? '' : ` → \`${reference.table}\``;
  return `\`${name}\` ${type.toLowerCase()}${pk > 0 ? ' (key)' : notnull === 1 ? '' : '?'}${target}`;
}

/** The statements that versions of the schema add, the earliest first. */
function statementsByVersion() {
  const version = (name: string) => Number(/_V(\d+)$/.exec(name)?.[1] ?? 0);
  return Object.entries(schema)
    .sort(([a], [b]) => version(a) - version(b))
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
}

/** Every table of the latest schema with its columns, from a database that the migrations make. */
export function schemaTable(): string {
  const comments = tableComments(statementsByVersion());
  const db = new Database(':memory:');
  try {
    migrate(db);
    const tables = db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
      .all();
    const rows = tables.map(({ name }) => {
      const comment = comments.get(name);
      if (comment === undefined)
        throw new Error(`table '${name}' has no description: put a comment before its CREATE TABLE`);
      const columns = db.pragma(`table_info('${name}')`) as Column[];
      const references = db.pragma(`foreign_key_list('${name}')`) as Reference[];
      return [`\`${name}\``, comment, columns.map((column) => columnText(column, references)).join(', ')];
    });
    return `Version ${schemaVersion(db)} of the schema. A question mark says that a column may be null, an arrow to which table it refers.\n\n${markdownTable(['table', 'a row is', 'columns'], rows)}`;
  } finally {
    db.close();
  }
}
