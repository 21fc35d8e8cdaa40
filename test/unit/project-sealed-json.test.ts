import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { documentChecksum, rowChecksum, type Row } from '../../src-main/project/seal.ts';
import { madeUpSample } from '../integration/project-sample.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-sealed-'));
  path = join(folder, 'a.keycore');
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '7', samples: 1 });
  project.storeSample(1, madeUpSample(1));
  project.beginWork({ id: 'x', kind: 'import', title: 'a.dump', request: {} });
  project.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a text into every row of a table past Keycore, with the checksum that belongs to it. */
function forge(table: string, column: string, text: string): void {
  const db = new Database(path);
  db.prepare(`UPDATE ${table} SET ${column} = ?`).run(text);
  const row = db.prepare<[], Row>(`SELECT * FROM ${table}`).get() ?? {};
  if (table === 'sample') {
    const { frame, report, ...sealed } = row;
    const documentCrc32 = documentChecksum(frame as string | null, String(report));
    const crc32 = rowChecksum({ ...sealed, documentCrc32 });
    db.prepare('UPDATE sample SET documentCrc32 = ?, crc32 = ?').run(documentCrc32, crc32);
  } else db.prepare(`UPDATE ${table} SET crc32 = ?`).run(rowChecksum(row));
  db.close();
}

test.each([
  ['job', 'configuration', 'job 1'],
  ['pending', 'request', "pending work 'a.dump'"],
  ['sample', 'report', 'sample 1'],
])(
  'a text of table %s that is not JSON is refused by its row, though its checksum is right',
  async (table, column, where) => {
    forge(table, column, '{"a":');
    const reading = (async () => {
      const project = await openProject(path, { mode: 'read' });
      try {
        project.listJobs();
        project.listPending();
        project.readSample(1);
      } finally {
        project.close();
      }
    })();
    await expect(reading).rejects.toThrow(BadInput);
    await expect(reading).rejects.toThrow(`${path}, ${where}`);
    await expect(reading).rejects.toThrow(/its text is not JSON/);
  },
);
