// What the tests of project-crash.test.ts let a process of its own do: node project-child.ts ACT ARGUMENT...
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { MIGRATIONS } from '../../src-main/project/migrations.ts';
import { madeUpSample } from './project-sample.ts';
import { missingSamples } from '../unit/project-lists.ts';

/** Size of the samples that are stored in a loop. */
export const PARTICLES = 500;

/** Synchronous, so that what was said was done. */
function say(...words: (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

function dieHere(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Fills pages until SQLite's cache spills into the file, which has a hot journal from then on. */
function spill(db: Database.Database): void {
  db.pragma('cache_size = 5');
  db.exec("UPDATE sample SET report = report || ' torn'; DELETE FROM mode");
  const insert = db.prepare(`INSERT INTO field (sample, name, kind, dtype, shape, crc32, data)
    VALUES (1, ?, 'scalar', 'u8', '[100000]', 0, zeroblob(100000))`);
  for (let row = 0; row < 30; row++) insert.run(`torn ${row}`);
}

const ACTS: Record<string, (...args: string[]) => void | Promise<void>> = {
  /** Makes projects and fills them, printing what is done, until it is killed. */
  async loop(folder) {
    for (let count = 0; ; count++) {
      const path = join(folder, `${count}.keycore`);
      say('making', path);
      const project = await createProject(path);
      say('made', path);
      const job = project.addJob({ configuration: { model: '2dipl', count }, seed: String(count), samples: 6 });
      say('added', path);
      for (const { number } of missingSamples(project, job.number)) {
        project.storeSample(number, madeUpSample(number, { particles: PARTICLES }));
        say('stored', path, number);
        project.addTag(number, 'done');
      }
      say('copying', `${path}.copy`);
      await project.backupTo(`${path}.copy`);
      project.close();
    }
  },

  /** Dies in the middle of a transaction that has reached the file. */
  torn(path) {
    const db = new Database(path);
    db.exec('BEGIN IMMEDIATE');
    spill(db);
    dieHere();
  },

  /** Dies in the middle of a migration. */
  async 'torn-migration'(path) {
    const up = (db: Database.Database): void => {
      db.exec('DROP TABLE tag');
      spill(db);
      dieHere();
    };
    await openProject(path, {
      mode: 'write',
      migrations: [...MIGRATIONS, { to: MIGRATIONS.length + 1, name: 'torn', up, read: () => undefined }],
    });
  },

  /** Dies at the end of the last migration, when it has reached the file, but before it is whole. */
  async 'torn-last-migration'(path) {
    const last = MIGRATIONS[MIGRATIONS.length - 1];
    const up: typeof last.up = (db, say) => {
      db.pragma('cache_size = 5');
      last.up(db, say);
      dieHere();
    };
    await openProject(path, { mode: 'write', migrations: [...MIGRATIONS.slice(0, -1), { ...last, up }] });
  },

  /** Holds the lease until its standard input ends or it is killed. */
  async hold(path) {
    const project = await openProject(path, { mode: 'write' });
    say(project.mode);
    process.stdin.resume();
  },

  /** Opens for writing and ends without closing: the heartbeat must not keep it alive. */
  async forget(path) {
    const project = await openProject(path, { mode: 'write' });
    say(project.mode);
  },

  /** Stores samples until one cannot be stored, then says why. */
  async fill(path) {
    const project = await openProject(path, { mode: 'write' });
    for (const { number } of missingSamples(project, 1)) {
      try {
        project.storeSample(number, madeUpSample(number, { particles: PARTICLES }));
        say('stored', number);
      } catch (error) {
        say(error instanceof BadInput ? 'BadInput' : 'Error', String(error));
        break;
      }
    }
  },

  /** As a user without rights: tries everything on files and folders that may not be written. */
  async unprivileged(path, folder) {
    // Loads the binding while it may be read.
    new Database(':memory:').close();
    if (process.getuid?.() === 0) {
      process.setgid?.(65534);
      process.setuid?.(65534);
    }
    const attempts = {
      create: () => createProject(join(folder, 'new.keycore')),
      write: async () => (await openProject(path, { mode: 'write' })).requireWritable(),
      read: () => openProject(path, { mode: 'read' }),
      copy: async () => (await openProject(path, { mode: 'read' })).backupTo(join(folder, 'copy.keycore')),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        await attempt();
        say(name, 'done');
      } catch (error) {
        say(name, error instanceof BadInput ? 'BadInput' : 'Error', String(error));
      }
    }
  },
};

const [act, ...args] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename) await ACTS[act](...args);
