import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { madeSample } from '../../src-main/ensemble/ensemble-job.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { SampleResult } from '../../src-main/project/sample-result.ts';
import { storedStructure } from '../../src-main/project/stored-structure.ts';
import { madeUpSample } from '../integration/project-sample.ts';

const SETTINGS = simulationSettingsSchema.parse({ model: 'polydisperse', particles: 100, analysis: { modes: 2 } });

let folder: string;
let path: string;
let made: SampleResult;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-sizes-'));
  path = join(folder, 'sized.keycore');
  made = madeSample(simulate(SETTINGS, 0), 2);
  const project = await createProject(path);
  project.addJob({ configuration: { model: 'polydisperse' }, seed: '1', samples: 2 });
  project.storeSample(1, made);
  project.storeSample(2, madeUpSample(3));
  project.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stored sample of particles with sizes of their own', () => {
  it('comes back with its diameters, bit for bit; others have none', async () => {
    const project = await openProject(path, { mode: 'read' });
    const [sized, plain] = [project.readSample(1), project.readSample(2)];
    expect(project.fieldNames(1)).toContain('diameters');
    expect(project.readField(1, 'diameters')).toMatchObject({ kind: 'scalar', unit: 'σ' });
    expect(project.fieldNames(2)).not.toContain('diameters');
    project.close();
    expect(sized.configuration.sizes).toEqual(made.configuration.sizes);
    expect(sized.report.sample.sizes).toEqual(made.report.sample.sizes);
    expect(sized.report.sample.sizes).toMatchObject({ nonAdditivity: 0.2 });
    expect(plain.configuration).not.toHaveProperty('sizes');
  });

  it('is exported with a column of them, once', async () => {
    const project = await openProject(path, { mode: 'read' });
    const [sized, plain] = [project.readSample(1), project.readSample(2)];
    project.close();
    const columns = (sample: typeof sized) =>
      storedStructure(sample, { vectors: [], columns: [], units: {}, ofFile: 'all' }).columns;
    const diameters = columns(sized).filter(({ name }) => name === 'diameter');
    expect(diameters.map(({ values }) => values)).toEqual([made.configuration.sizes?.diameters]);
    expect(columns(plain).map(({ name }) => name)).not.toContain('diameter');
    const radii = { name: 'Radius', values: new Float64Array(100).fill(0.5) };
    const names = columns({ ...sized, columns: [radii] }).map(({ name }) => name);
    expect(names).toContain('Radius');
    expect(names).not.toContain('diameter');
  });

  it('is no result where report and configuration do not say the same', async () => {
    const project = await createProject(join(folder, 'other.keycore'));
    project.addJob({ configuration: { model: 'polydisperse' }, seed: '1', samples: 1 });
    const { ids, species, positions, box } = made.configuration;
    const configuration = { ids, species, positions, box };
    expect(() => project.storeSample(1, { ...made, configuration })).toThrow(
      'sample result: report.sample.sizes where there are diameters',
    );
    project.close();
  });
});
