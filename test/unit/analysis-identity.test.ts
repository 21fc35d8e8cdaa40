import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analysisIdentity, underOlderCriterion } from '../../native-workers/analysis/report/analysis-identity.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { analysisJob, storedAnalysis } from '../../src-main/import/analysis-job.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { madeUpSample } from '../integration/project-sample.ts';

/** Settings as the configuration of a job of Keycore 0.1.0 has them: from such a project. */
const OLDER = {
  coreThreshold: 0.25,
  forceTolerance: 1e-11,
  keyCoreFraction: 0.6,
  maxEvaluations: 200_000,
  modes: 20,
  qlmParticipants: 150,
  relax: true,
  squarePurity: 0.6,
  squareSquareness: 0.3,
};

const settings = (given: object = {}) => analysisSettingsSchema.parse(given);

test('settings belong to a job with the criterion; those of the older one as they were before there was another', () => {
  const present = { ...OLDER, qlmShares: [0.5, 0.7], qlmCriterion: 'phonon-share' };
  expect(analysisIdentity(settings())).toEqual(present);
  expect(analysisIdentity(settings({ qlmCriterion: 'phonon-share' }))).toEqual(present);
  expect(analysisIdentity(settings({ qlmCriterion: 'participation' }))).toEqual(OLDER);
  const limits = { qlmShares: [0.4, 0.7], qlmCriterion: 'participation' };
  expect(analysisIdentity(settings(limits))).toEqual({ ...OLDER, ...limits });
});

test('only settings that name neither criterion nor limits may be those of an older job', () => {
  const older = underOlderCriterion(settings());
  expect(older === null ? null : analysisIdentity(older)).toEqual(OLDER);
  expect(underOlderCriterion(settings({ qlmCriterion: 'phonon-share' }))).toBeNull();
  expect(underOlderCriterion(settings({ qlmShares: [0.5, 0.8] }))).toBeNull();
});

test('an analysis that an older Keycore stored is found and not done again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-identity-'));
  const project = await createProject(join(folder, 'glass.keycore'));
  try {
    const model = modelById('2dipl');
    const configuration = randomStart(model, 100, model.density, '0123456789abcdef');
    const frame = madeUpSample(1, { imported: true }).frameInfo ?? expect.fail('no frame');
    const input = {
      configuration,
      model,
      source: 'glass.dump',
      frameInfo: frame,
      columns: [],
      notes: [],
      guessed: null,
    };
    const job = analysisJob(input, settings());
    const older = { ...job, analysis: OLDER };
    const number = project.addSample({ configuration: older, seed: null }, madeUpSample(1));
    expect(storedAnalysis(project, job)).toBe(number);
    expect(storedAnalysis(project, analysisJob(input, settings({ modes: 21 })))).toBeNull();
    expect(storedAnalysis(project, analysisJob(input, settings({ qlmShares: [0.4, 0.7] })))).toBeNull();
    // One that was made since is preferred.
    const newer = project.addSample({ configuration: job, seed: null }, madeUpSample(2));
    expect(storedAnalysis(project, job)).toBe(newer);
    expect(storedAnalysis(project, older)).toBe(number);
  } finally {
    project.close();
    rmSync(folder, { recursive: true });
  }
});
