import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';

const FOLDER = join(import.meta.dirname, '../../assets/examples');
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function read(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Record<string, unknown>;
}

/** The example with so little to do that a test may do it. */
function small(name: string): Record<string, unknown> {
  const given = read(name);
  const analysis = { modes: 2 };
  const crystal = given['crystal'];
  if (crystal !== undefined)
    return { ...given, crystal: { ...crystal, columns: 10, rows: 10, vacancies: 1, reconstruct: false }, analysis };
  return { ...given, particles: 100, samples: 1, analysis };
}

/** Those that take seconds at full size. */
const QUICK = EXAMPLES.filter((name) => ['instantaneous', 'quick', 'packing'].includes(String(read(name)['preset'])));

describe('examples', () => {
  it('are all there', () => {
    expect(EXAMPLES).toEqual(
      expect.arrayContaining(
        ['2dipl-quick', '2dipl-standard', '2dipl-paper', '2dka-quick', '2dka-standard']
          .concat('crystal-vacancies', 'crystal-slow-cooling', 'user-potential', '2dipl-instantaneous')
          .concat('harmonic-packing', 'harmonic-marginal')
          .map((name) => `${name}.json`),
      ),
    );
    expect(QUICK.length).toBeGreaterThanOrEqual(5);
  });

  it.each(EXAMPLES)('%s is a configuration that can be', (name) => {
    const settings = parseSettings(simulationSettingsSchema, read(name), name);
    expect(simulationOf(settings).particles).toBeGreaterThanOrEqual(1000);
  });

  it.each(QUICK)('%s makes a sample', (name) => {
    const outcome = simulate(parseSettings(simulationSettingsSchema, small(name), name), 0);
    expect(outcome.report.sample).toMatchObject({ negativeModes: 0 });
    expect(outcome.report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    expect(outcome.report.provenance.preparation?.preset).toBe(read(name)['preset']);
  });
});
