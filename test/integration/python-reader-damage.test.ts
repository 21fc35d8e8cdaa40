import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestVersion, MIGRATIONS } from '../../src-main/project/migrations.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { times } from '../effort.ts';
import { hasPythonModule } from '../peers.ts';
import { ROOT } from './cli-runner.ts';
import { python, READING } from './python-programs.ts';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'projects');

/** What is wrong with each file of a list: the error of opening it, or what a check of it finds. */
const CHECK_ALL = `
import json, sys
from keycore_reader import Project, ProjectError

def problems(path):
    try:
        with Project(path) as p:
            return p.check()
    except (OSError, ProjectError) as error:
        return [type(error).__name__ + ': ' + str(error)]

json.dump([problems(path) for path in json.load(sys.stdin)], sys.stdout)
`;

// The name says which program these need (test/allowed-skips.json).
describe.skipIf(!hasPythonModule('numpy'))('damaged projects and the reader in Python, with numpy', () => {
  let folder = '';
  let whole = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-python-'));
    // Samples, modes, fields, tags, notes and reports with arrays, brought up to date.
    whole = join(folder, 'whole.keycore');
    copyFileSync(join(FIXTURES, 'version-8.keycore'), whole);
    (await openProject(whole, { mode: 'write' })).close();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const copyOf = (name: string): string => {
    const path = join(folder, name);
    copyFileSync(whole, path);
    return path;
  };

  it('names what is damaged, foreign, newer, lost or not there', () => {
    const altered = (name: string, sql: string): string => {
      const path = copyOf(`${name}.keycore`);
      const db = new Database(path);
      db.exec(sql);
      db.close();
      return path;
    };
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const cut = copyOf('cut.keycore');
    truncateSync(cut, 200_000);
    const other = join(folder, 'other.keycore');
    new Database(other).exec('CREATE TABLE t (x); PRAGMA user_version = 3').close();
    const flip = "CAST(substr(data, 1, 99) || x'80' || substr(data, 101) AS BLOB)";
    const newer = latestVersion(MIGRATIONS) + 1;
    const cases: [string, string][] = [
      [
        altered('blob', `UPDATE field SET data = ${flip} WHERE sample = 1 AND name = 'vibrability'`),
        "sample 1, field 'vibrability' is damaged: its checksum does not match",
      ],
      [
        altered('array', `UPDATE reportArray SET data = ${flip} WHERE name = 'nonAffine'`),
        "array 'nonAffine' is damaged: its checksum does not match",
      ],
      [
        altered('number', 'UPDATE sample SET lowestOmega = lowestOmega + 1e-16 * 8 WHERE number = 4'),
        'sample 4 is damaged: its checksum does not match',
      ],
      [altered('mode', 'UPDATE mode SET prT = NULL WHERE sample = 4 AND position = 1'), 'sample 4, mode 1 is damaged'],
      [
        altered('text', "UPDATE sample SET report = replace(report, '2dipl', '2dipk') WHERE number = 1"),
        'sample 1, report is damaged',
      ],
      [altered('tag', "DELETE FROM tag WHERE tag = 'soft'"), "sample 1 is damaged: 1 row(s) of 'tag' are missing"],
      [altered('note', 'UPDATE note SET text = text || text'), 'note 1 is damaged'],
      [
        altered('report', 'DELETE FROM reportScalar; DELETE FROM reportArray; DELETE FROM report'),
        "row(s) of 'report' are missing",
      ],
      [
        altered('lost', "DELETE FROM field WHERE name = 'u:1' AND sample = 1"),
        'sample 1 is damaged: 5 of 6 fields are there',
      ],
      [
        altered('view', 'CREATE VIEW evil AS SELECT 1'),
        "NotAProject: .*: refused: the view 'evil' does not belong in a project",
      ],
      [
        altered('older', 'PRAGMA user_version = 8'),
        "Damaged: .*: the table 'report' is there, which does not fit version 8 of the schema",
      ],
      [
        altered('newer', `PRAGMA user_version = ${newer}`),
        `NotAProject: .*: written by a newer Keycore \\(version ${newer}`,
      ],
      [cut, 'Damaged: |is damaged|malformed'],
      [other, 'NotAProject: .*: not a Keycore project: an SQLite database of another program \\(application_id 0x0\\)'],
      [
        file('dump.keycore', 'ITEM: TIMESTEP\n'.repeat(20)),
        'NotAProject: .*: not a Keycore project: the file does not begin as one',
      ],
      [file('empty.keycore', ''), 'NotAProject: .*: not a Keycore project: the file is empty'],
      [join(folder, 'nowhere.keycore'), 'FileNotFoundError'],
      [folder, 'IsADirectoryError'],
    ];
    const found = python(
      CHECK_ALL,
      cases.map(([path]) => path),
    ) as string[][];
    for (const [at, [path, message]] of cases.entries()) {
      expect(found[at].join('\n'), path).toMatch(new RegExp(message.replaceAll('row(s)', 'row\\(s\\)')));
      // The file is named first.
      expect(
        found[at].every((problem) => problem.includes(path)),
        path,
      ).toBe(true);
    }
  });

  it('finds a flipped bit, or reads what was there', () => {
    const flips = times(150, 5000);
    const program = `${READING}
import random
path, flips = json.load(sys.stdin)
good = json.dumps(of_project(path))
whole = open(path, 'rb').read()
random = random.Random(1)
seen = {}
for flip in range(flips):
    # One of three in the header of the file.
    bit = random.randrange(8 * (100 if flip % 3 == 0 else len(whole)))
    damaged = bytearray(whole)
    damaged[bit // 8] ^= 1 << bit % 8
    with open(path, 'wb') as file:
        file.write(damaged)
    try:
        read = of_project(path)
        outcome = 'found' if read['problems'] else 'same' if json.dumps(read) == good else f'wrong by bit {bit}'
    except ProjectError:
        outcome = 'refused'
    seen[outcome] = seen.get(outcome, 0) + 1
json.dump(seen, sys.stdout)`;
    const seen = python(program, [copyOf('flipped.keycore'), flips]) as Record<string, number>;
    expect(Object.keys(seen).sort()).toEqual(['found', 'refused', 'same']);
  });

  it('says which samples and fields there are, and that a write is under way', () => {
    const busy = copyOf('busy.keycore');
    const db = new Database(busy);
    // More than fits the cache: part of it is in the file, and what was there in the journal.
    db.exec("PRAGMA cache_size = 2; BEGIN; UPDATE field SET unit = 'x'");
    const cut = join(folder, 'interrupted.keycore');
    for (const end of ['', '-journal']) copyFileSync(`${busy}${end}`, `${cut}${end}`);
    db.exec('ROLLBACK');
    db.close();
    const asked = `
import json, sys
from keycore_reader import Project, ProjectError
whole, cut = json.load(sys.stdin)
said = []
for ask in [lambda p: p.sample(9), lambda p: p.sample(1).field('psi'), lambda p: p.column('omega'),
            lambda p: p.sample(1).report_array(1, 'none'), lambda p: p.sample(1).unit('vibrability')]:
    with Project(whole) as project:
        try:
            said.append(ask(project))
        except ProjectError as error:
            said.append(type(error).__name__ + ': ' + str(error))
try:
    Project(cut)
    said.append('opened')
except ProjectError as error:
    said.append(str(error))
json.dump(said, sys.stdout)`;
    const [sample, field, column, array, unit, interrupted] = python(asked, [whole, cut]) as string[];
    expect(sample).toBe(`Missing: ${whole}: there is no sample 9: 2 are stored, numbers 1 to 4`);
    expect(field).toMatch(/sample 1 has no field 'psi'; it has ids, species, positions, vibrability, u:0/);
    expect(column).toMatch(/samples have no number 'omega'$/);
    expect(array).toMatch(/sample 1, report 1 has no array 'none'$/);
    expect(unit).toBe('σ²/ε');
    expect(interrupted).toMatch(/interrupted\.keycore: a write is under way or was cut short/);
  });
});
