import { expect, test } from 'vitest';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { settingsOfJob } from '../../src-main/api/job-settings.ts';
import { ensembleJob } from '../../src-main/ensemble/ensemble-job.ts';
import type { JsonObject } from '../../src-main/project/configuration-json.ts';

/** What a project holds of a job of these settings. */
function stored(settings: object): JsonObject {
  return JSON.parse(JSON.stringify(ensembleJob(simulationSettingsSchema.parse(settings)))) as JsonObject;
}

const JOBS = [
  { model: '2dipl' },
  { model: '2dipl', preset: 'quick', particles: 100, analysis: { modes: 3 } },
  { model: '2dipl', preset: 'standard', box: [80, 60] },
  { model: '2dka', preset: 'paper', density: 1.1 },
  // As a job that was begun under the older criterion.
  { model: '2dipl', analysis: { qlmCriterion: 'participation' } },
  {
    model: '2dka',
    preset: 'standard',
    particles: 333,
    composition: { A: 0.5, B: 0.5 },
    protocol: { coolingRate: 0.1, thermostat: { kind: 'langevin' }, finalTemperature: 0.05 },
  },
  { model: 'crystal', preset: 'quick' },
  { model: 'crystal', preset: 'standard', crystal: { route: 'slow-cooling' } },
  { model: 'crystal', preset: 'quick', crystal: { columns: 20, rows: 22, vacancies: 3 }, density: 0.9 },
];

test.each(JOBS)('settings that come to the same job as %j', (settings) => {
  const found = settingsOfJob(stored(settings), 'a seed', 7);
  expect(found).toMatchObject({ model: settings.model, seed: 'a seed', samples: 7 });
  expect(found === null ? null : stored(found)).toStrictEqual(stored(settings));
});

test('none for what no settings come to', () => {
  const job = stored({ model: '2dipl', preset: 'quick' });
  expect(settingsOfJob({ ...job, box: { lx: 70, ly: 70, xy: 3 } }, '1', 1)).toBeNull();
  expect(settingsOfJob({ ...job, model: 'another' }, '1', 1)).toBeNull();
  expect(settingsOfJob({ task: 'simulate' }, '1', 1)).toBeNull();
});
