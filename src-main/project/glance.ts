import { checkSchema } from './file-check.ts';
import { readHeader } from './file-header.ts';
import { latestVersion, MIGRATIONS, readAsLatest, schemaAt, schemaVersion, type SchemaEntry } from './migrations.ts';
import { checkVersion, connectForReading } from './open-project.ts';
import { Project } from './project.ts';
import { explainSqliteError, type Connection } from './sqlite.ts';

/** The schema of each version that was met: making one takes longer than a glance. */
const SCHEMAS = new Map<number, SchemaEntry[]>();

function knownSchema(version: number) {
  const schema = SCHEMAS.get(version) ?? schemaAt(version);
  SCHEMAS.set(version, schema);
  return schema;
}

/**
 * Reads a little of a project that stays closed, for a list: milliseconds whatever its size, since its pages are not
 * walked. What is read is checked by its seals as ever. Throws `BadInput` where it could not be opened either.
 */
export function glance<T>(path: string, look: (project: Project) => T): T {
  const { version } = readHeader(path);
  checkVersion(path, version, latestVersion(MIGRATIONS));
  let reader: Connection | undefined;
  try {
    reader = connectForReading(path);
    const now = schemaVersion(reader.db);
    checkVersion(path, now, latestVersion(MIGRATIONS));
    checkSchema(reader, knownSchema(now));
    const refresh = readAsLatest(reader.db, MIGRATIONS, now);
    return look(new Project(reader, { refresh }));
  } catch (error) {
    throw explainSqliteError(error, path, 'looking at it');
  } finally {
    reader?.db.close();
  }
}
