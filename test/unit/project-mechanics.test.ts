import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Anisotropy, MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { migrate, MIGRATIONS } from '../../src-main/project/migrations.ts';
import { APPLICATION_ID } from '../../src-main/project/file-header.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { madeUpSample } from '../integration/project-sample.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-project-mechanics-'));
  path = join(folder, 'glass.keycore');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A report on the sample of a project; its numbers mean nothing but fit the schema. */
function madeUpReport(
  project: Project,
  number: number,
  settings: Partial<MechanicsReport['settings']> = {},
): MechanicsReport {
  const { contentHash, particles, lx, ly, xy } = project.readNumbers(number);
  const anisotropy: Anisotropy = {
    ...{ mean: 3, min: 1, max: 5, softestDegrees: 10, stiffestDegrees: 100, amplitude: 4, relative: null },
    reason: 'made up',
  };
  return {
    sample: { n: particles, box: [lx, ly, xy], model: '2dipl' },
    degrees: [0, 120, 240],
    curves: {
      ...{ unpinned: [1 / 3, -2, 1e-300], stringPinned: null, squarePinned: null },
      ...{ angleStringsPinned: null, allStringsPinned: null },
    },
    anisotropy: {
      ...{ unpinned: anisotropy, stringPinned: null, squarePinned: null },
      ...{ angleStringsPinned: null, allStringsPinned: null },
    },
    sets: { string: [1], square: null, allStrings: null, reason: { string: 'no defect' } },
    strings: null,
    moduli: { bulk: 100, pressure: 20, stress: [-20, 0.1, -20], curvature: Array.from({ length: 16 }, (_, at) => at) },
    modes: [],
    settings: { degrees: 120, stringCutoff: 2.5, ...settings },
    provenance: {
      ...{
        version: '0.1.0',
        variant: 'x86-64-v2',
        model: '2dipl',
        cutoffScheme: 'force-shifted',
        source: 'glass.dump',
      },
      ...{ sampleHash: contentHash, columns: 6, solves: 4, factorisations: 0, wallSeconds: { total: 0.5 } },
    },
  };
}

async function projectOfTwo(): Promise<Project> {
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 2 });
  project.storeSample(1, madeUpSample(1));
  project.storeSample(2, madeUpSample(2));
  return project;
}

describe('reports on mechanics', () => {
  it('are kept once for each settings, the last one shown, and belong to their sample', async () => {
    const project = await projectOfTwo();
    expect(project.lastMechanics(1)).toBeNull();
    const first = madeUpReport(project, 1);
    const second = madeUpReport(project, 1, { pinned: [3, 4] });
    expect(project.keepMechanics(1, first)).toBe(true);
    expect(project.keepMechanics(1, second)).toBe(true);
    expect(project.keepMechanics(1, { ...first, degrees: [0, 180] })).toBe(false);
    expect(project.lastMechanics(1)?.report).toEqual(second);
    expect(project.listMechanics(1).map(({ report }) => report)).toEqual([first, second]);
    expect(project.listMechanics(2)).toEqual([]);
    // A newer Keycore may find other numbers.
    const newer = { ...first, provenance: { ...first.provenance, version: '0.2.0' } };
    expect(project.keepMechanics(1, newer)).toBe(true);
    expect(project.samplesWithMechanics()).toEqual([1]);
    expect(project.summary().counts.mechanics).toBe(3);
    project.close();
  });

  it('on another structure are a fault of the caller', async () => {
    const project = await projectOfTwo();
    expect(() => project.keepMechanics(2, madeUpReport(project, 1))).toThrow(TypeError);
    expect(() => project.keepMechanics(2, madeUpReport(project, 1))).toThrow('the report is not on sample 2');
    const report = madeUpReport(project, 1);
    expect(() => project.keepMechanics(9, report)).toThrow('there is no sample 9');
    expect(() => project.lastMechanics(9)).toThrow('there is no sample 9');
    expect(() => project.keepMechanics(1, { ...report, degrees: [Number.NaN] })).toThrow('degrees');
    expect(project.summary().counts.mechanics).toBe(0);
    project.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(() => reader.keepMechanics(1, report)).toThrow('the project was opened for reading');
    reader.close();
  });

  it('that were damaged are named', async () => {
    const project = await projectOfTwo();
    project.keepMechanics(1, madeUpReport(project, 1));
    project.close();
    const db = new Database(path);
    db.exec("UPDATE report SET report = replace(report, '100', '101')");
    db.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(() => reader.lastMechanics(1)).toThrow(`${path}, sample 1, mechanics 1: the project is damaged here`);
    expect(() => reader.listMechanics(1)).toThrow('its checksum does not match');
    expect(reader.readNumbers(1).number).toBe(1);
    reader.close();
  });
});

describe('a project of version 3', () => {
  beforeEach(() => {
    const db = new Database(path);
    db.pragma('page_size = 8192');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(db, MIGRATIONS.slice(0, 3));
    db.close();
  });

  it('is read as it is, without reports, and not touched', async () => {
    const before = readFileSync(path);
    const project = await openProject(path, { mode: 'read' });
    expect(project.summary()).toMatchObject({ schemaVersion: 3, counts: { mechanics: 0 } });
    expect(project.samplesWithMechanics()).toEqual([]);
    project.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('takes reports once it is brought to the present version', async () => {
    const project = await openProject(path, { mode: 'write' });
    project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 1 });
    project.storeSample(1, madeUpSample(1));
    const report = madeUpReport(project, 1);
    expect(project.keepMechanics(1, report)).toBe(true);
    project.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(reader.lastMechanics(1)?.report).toEqual(report);
    reader.close();
  });
});
