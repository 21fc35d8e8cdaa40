import { describe, expect, it } from 'vitest';
import { simulate, type SimulateOutcome } from '../../native-workers/analysis/preparation/simulate.ts';
import { sampleDefinition, simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { Interrupted } from '../../native-workers/analysis/run/stage-clock.ts';
import { boxArea } from '../../native-workers/configuration/configuration.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { checkSettings } from '../../src-main/api/simulation-form.ts';
import { settingsOfJob } from '../../src-main/api/job-settings.ts';
import { reportText } from '../../src-main/cli/report-summary.ts';
import { ensembleJob } from '../../src-main/ensemble/ensemble-job.ts';

function settings(given: object) {
  return parseSettings(simulationSettingsSchema, {
    model: 'harmonic',
    preset: 'packing',
    particles: 100,
    analysis: { modes: 3 },
    ...given,
  });
}

function made(given: object = {}): SimulateOutcome {
  const outcome = simulate(settings(given), 0);
  reportSchema.parse(outcome.report);
  return outcome;
}

describe('the preset packing', () => {
  it('quenches at the packing fraction of the model, or the one given', () => {
    for (const packingFraction of [undefined, 0.95]) {
      const { report, configuration } = made(packingFraction === undefined ? {} : { packingFraction });
      const wanted = packingFraction ?? 0.87;
      const areas = (Math.PI / 4) * configuration.species.reduce((sum, kind) => sum + [1, 1.96][kind], 0);
      expect(areas / boxArea(configuration.box)).toBeCloseTo(wanted, 13);
      expect(report.packing?.packingFraction).toBeCloseTo(wanted, 13);
      expect(report.packing).toMatchObject({ jammed: true });
      expect(report.provenance.preparation).toMatchObject({
        preset: 'packing',
        kind: 'packing',
        dynamics: null,
        packing: { target: null, steps: 0, jammed: true },
      });
      expect(reportText(report)).toMatch(
        /packing: φ 0\.\d{6}, p 0\.0\d+; Z \d\.\d{4}, on the backbone of \d+ \d\.\d+, ΔZ [01]\.\d+; \d+ rattlers?; overlaps/,
      );
    }
  });

  it('keeps the packing fraction where the shares do not divide the particles', () => {
    const { report } = made({ particles: 99, composition: { A: 0.3, B: 0.7 }, packingFraction: 0.9 });
    expect(report.packing?.packingFraction).toBeCloseTo(0.9, 13);
  });

  it('a packing that does not jam is a result', () => {
    const { report } = made({ packingFraction: 0.7 });
    expect(report.packing).toMatchObject({ jammed: false, backbone: 0, contacts: 0, pressure: 0, overlap: null });
    expect(reportText(report)).toContain('packing, not jammed: φ 0.700000, p 0.000; 0 contacts'.replace(';', ','));
  });

  it.each([0.05, 1e-4])('compresses or decompresses to a pressure of %d', (pressure) => {
    const { report } = made({ packing: { pressure } });
    const { packing, provenance } = report;
    expect(Math.abs((packing?.pressure ?? 0) / pressure - 1)).toBeLessThanOrEqual(1e-3);
    expect(provenance.preparation?.packing).toMatchObject({
      target: { quantity: 'pressure', value: pressure, tolerance: 1e-3 },
      pressure: packing?.pressure,
      packingFraction: packing?.packingFraction,
    });
    expect(provenance.preparation?.packing?.steps).toBeGreaterThan(3);
    expect(report.sample.maxForce).toBeLessThanOrEqual(1e-11);
  });

  it.each([0.2, 1.2])('brings the excess contact number to %d', (excessContacts) => {
    const { report } = made({ model: 'hertzian', packing: { excessContacts } });
    const { excessContacts: reached, backbone = 1 } = report.packing ?? {};
    // One contact, or five where it jumps.
    expect(Math.abs((reached ?? 0) - excessContacts)).toBeLessThanOrEqual(10 / backbone);
  });

  it('gives the same bits for the same seed', () => {
    const given = { packing: { pressure: 0.02 } };
    expect(made(given).configuration).toStrictEqual(made(given).configuration);
  });

  it('says how far it came where the target is not reached', () => {
    const far = { packing: { pressure: 1, maxSteps: 2 } };
    expect(() => made(far)).toThrow(Interrupted);
    expect(() => made(far)).toThrow(
      /^sample 0, seed \w{16}: pressure is 0\.014\d+ at φ = 0\.890000 after 2 steps; wanted 1 \(packing\.pressure\)\. Try a smaller packing\.step, more packing\.maxSteps/,
    );
  });

  it.each<[string, object, string]>([
    [
      'a model with a tail',
      { model: '2dipl' },
      "preset: the preset packing is for models of particles that only repel, up to a contact distance where the force vanishes (harmonic, hertzian); the pairs of model '2dipl' do not",
    ],
    [
      'a packing fraction of one',
      { model: '2dka', preset: 'quick', packingFraction: 0.8 },
      'packingFraction: a packing',
    ],
    ['a crystal', { crystal: {} }, 'crystal: a crystal is not prepared by the preset packing'],
    ['a temperature', { protocol: { temperature: 1 } }, 'protocol.temperature: the preset packing has no dynamics'],
    [
      'a target of another preset',
      { preset: 'instantaneous', packing: {} },
      'packing: the preset instantaneous does not look at it; choose the preset packing',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(() => simulationOf(settings(given))).toThrow(BadInput);
    expect(() => simulationOf(settings(given))).toThrow(message);
  });

  it('refuses what excludes each other', () => {
    const both = 'excessContacts: a pressure and an excess contact number exclude each other';
    expect(() => settings({ packing: { pressure: 1, excessContacts: 1 } })).toThrow(both);
    const excluded = 'packingFraction: a packing fraction excludes a density and a box';
    expect(() => settings({ packingFraction: 0.9, density: 1 })).toThrow(excluded);
    expect(() => settings({ packingFraction: 0.9, box: [12, 12] })).toThrow(excluded);
  });

  it('is found again from what a project keeps of the job', () => {
    const job = settings({ packing: { pressure: 0.01 }, samples: 3, seed: 'seven' });
    const found = settingsOfJob(ensembleJob(job), 'seven', 3);
    expect(found).not.toBeNull();
    if (found !== null) expect(sampleDefinition(found)).toStrictEqual(sampleDefinition(job));
  });

  it('shows the packing fraction that a density comes to', () => {
    const { filled } = checkSettings({ model: 'harmonic', particles: 100, density: 0.8 });
    expect(filled?.values['packingFraction']).toBeCloseTo((0.8 * Math.PI * 1.48) / 4, 13);
    expect(checkSettings({ model: '2dipl', particles: 100 }).filled?.values).not.toHaveProperty('packingFraction');
  });
});
