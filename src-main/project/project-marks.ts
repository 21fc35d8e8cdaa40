import { currentLease } from './lease.ts';
import { numberOf, type Connection } from './sqlite.ts';

/** Numbers and names that differ whenever a window that shows the project has something to read again. */
export interface ProjectMarks {
  samples: string;
  /** Of tags, titles and notes. */
  remarks: string;
  jobs: string;
  /** Token-free name of who writes; null when nobody does, or the one that did is gone. */
  writer: string | null;
}

const SELECT = `SELECT
  (SELECT count(*) FROM sample) || ' ' || (SELECT count(*) || ' ' || coalesce(sum(crc32), 0) FROM deletedSample)
    AS samples,
  (SELECT count(*) || ' ' || coalesce(sum(crc32), 0) FROM tag)
    || ' ' || (SELECT count(*) || ' ' || coalesce(sum(crc32), 0) FROM title)
    || ' ' || (SELECT count(*) || ' ' || coalesce(sum(crc32), 0) FROM note) AS remarks,
  (SELECT count(*) FROM job) || ' ' || (SELECT count(*) FROM allotment) || ' ' || (SELECT count(*) FROM failure)
    || ' ' || (SELECT coalesce(group_concat(id), '') FROM pending) AS jobs`;

/** Number that another one takes the place of when another connection has written to the file. */
export function dataVersion({ db }: Connection): number {
  return numberOf(db, 'data_version');
}

/** Text that another one takes the place of when this connection or another one has written to the file. */
export function writtenMark(connection: Connection): string {
  const own = connection.db.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  return `${dataVersion(connection)} ${own}`;
}

export function projectMarks(connection: Connection): ProjectMarks {
  const row = connection.db.prepare<[], Omit<ProjectMarks, 'writer'>>(SELECT).get();
  if (row === undefined) throw new Error('SELECT of counts gave no row');
  const lease = currentLease(connection);
  return { ...row, writer: lease?.alive === true ? `${lease.host} ${lease.pid} ${lease.acquired ?? ''}` : null };
}
