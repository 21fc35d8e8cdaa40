import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProjectHandle } from '../../src-main/library/open-project-handle.ts';
import { SampleLibrary } from '../../src-main/library/sample-library.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { madeUpSample } from '../integration/project-sample.ts';

let folder: string;
let project: Project;
let handle: ProjectHandle;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-library-'));
  const file = join(folder, 'glass.keycore');
  project = await createProject(file);
  handle = new ProjectHandle('p', {
    project,
    file,
    origin: 'saved',
    key: 'known.x',
    shownPath: file,
    readOnlyReason: null,
    notices: [],
  });
});
afterEach(() => {
  project.close();
  rmSync(folder, { recursive: true });
});

function add(count: number): void {
  for (let index = 0; index < count; index++)
    project.addSample(
      { configuration: { task: 'made up', index: project.countSamples() }, seed: null },
      madeUpSample(1, { particles: 4, modes: 1, kept: 0 }),
    );
}

test('the list is that of the project, and reads only what is new, whatever its number', () => {
  const library = new SampleLibrary();
  project.addJob({ configuration: { task: 'late' }, seed: '1', samples: 1 });
  add(3);
  expect(library.list(handle)).toEqual(project.listSamples());
  const [one, all] = [vi.spyOn(project, 'readNumbers'), vi.spyOn(project, 'listSamples')];
  library.list(handle);
  // A sample of a job that was given its number first comes last.
  project.storeSample(1, madeUpSample(2));
  expect(library.list(handle).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(one.mock.calls).toEqual([[1]]);
  expect(all).not.toHaveBeenCalled();
  expect(library.list(handle)).toEqual(project.listSamples());
});

test('many new samples are read at once', () => {
  const library = new SampleLibrary();
  add(201);
  const [one, all] = [vi.spyOn(project, 'readNumbers'), vi.spyOn(project, 'listSamples')];
  expect(library.list(handle)).toHaveLength(201);
  expect([one.mock.calls.length, all.mock.calls.length]).toEqual([0, 1]);
});
