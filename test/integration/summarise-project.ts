import { stdout } from 'node:process';
import { openProject } from '../../src-main/project/open-project.ts';
import { reportsOf, tablesOf, toldBy } from './project-contents.ts';

/** Prints what test/unit/project-fixtures.test.ts compares a project with: `node summarise-project.ts FILE > JSON`. */
const path = process.argv[2];
// The lease changes hands.
const tables = Object.fromEntries(Object.entries(tablesOf(path)).filter(([name]) => name !== 'lease'));
const project = await openProject(path, { mode: 'read' });
const version = project.summary().schemaVersion;
const summary = { version, tables, told: toldBy(project), reports: reportsOf(project) };
stdout.write(`${JSON.stringify(summary, null, 1)}\n`);
project.close();
