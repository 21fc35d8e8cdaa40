import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { PRESETS, simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { checkSettings, describeSimulationForm } from '../../src-main/api/simulation-form.ts';
import { draftOf, shownValue, typedNumber, valueAtPath, withValueAt } from '../../src-renderer/form/draft.ts';
import { fieldOf, formOf, labelOf, type FormField } from '../../src-renderer/form/form-fields.ts';

/** Every control with its path, those inside others too. */
function leaves(fields: readonly FormField[]): Map<string, FormField> {
  const found = new Map<string, FormField>();
  for (const field of fields) {
    if (field.kind === 'group') for (const [path, inner] of leaves(field.fields)) found.set(path, inner);
    else found.set(field.path.join('.'), field);
  }
  return found;
}

describe('the form drawn from the schema', () => {
  const { schema, models } = describeSimulationForm();
  const form = formOf(schema);
  const fields = leaves([...form.basic, ...form.advanced]);

  test('has a control for every setting, none of them raw JSON', () => {
    const paths = Object.entries(simulationSettingsSchema.shape).flatMap(([key, inner]) => {
      let object: z.core.$ZodType = inner;
      while (object instanceof z.ZodOptional || object instanceof z.ZodPrefault) object = object.unwrap();
      return object instanceof z.ZodObject ? Object.keys(object.shape).map((name) => `${key}.${name}`) : [key];
    });
    expect([...fields.keys()].sort()).toStrictEqual(paths.sort());
    expect([...fields.values()].filter(({ kind }) => kind === 'json')).toStrictEqual([]);
    expect(models.map(({ id }) => id)).toContain('2dka');
  });

  test('shows first what is decided first; the rest is folded', () => {
    expect(form.basic.map(({ label }) => label)).toStrictEqual([
      ...['Model', 'Particles', 'Density', 'Packing fraction', 'Preset', 'Seed', 'Samples'],
    ]);
    expect(form.advanced.map(({ label }) => label)).toStrictEqual([
      ...['Protocol', 'Crystal', 'Packing', 'Analysis', 'Box, Composition'],
    ]);
  });

  test('takes kind, unit, range, default and words from the schema', () => {
    expect(fields.get('protocol.timeStep')).toMatchObject({
      kind: 'number',
      label: 'Time step',
      unit: 'σ√(m/ε)',
      range: 'above 0, at most 1',
    });
    expect(fields.get('particles')).toMatchObject({ kind: 'number', range: '16 to 10⁶' });
    expect(fields.get('preset')).toMatchObject({ kind: 'choice', options: [...PRESETS] });
    expect(fields.get('seed')).toMatchObject({ kind: 'text' });
    expect(fields.get('box')).toMatchObject({ kind: 'numbers', count: 2, unit: 'σ' });
    expect(fields.get('composition')).toMatchObject({ kind: 'shares' });
    expect(fields.get('crystal.reconstruct')).toMatchObject({ kind: 'switch', usual: true });
    expect(fields.get('analysis.maxEvaluations')).toMatchObject({ range: 'at least 1' });
    const cooling = fields.get('protocol.cooling');
    expect(cooling?.kind === 'list' ? cooling.fields.map(({ path }) => path) : []).toStrictEqual([['to'], ['rate']]);
    const thermostat = fields.get('protocol.thermostat');
    if (thermostat?.kind !== 'variant') throw new Error('the thermostat is no variant');
    expect(thermostat.tag).toBe('kind');
    expect(
      thermostat.variants.map(({ value, fields: inner }) => [value, inner.map(({ path }) => path.join('.'))]),
    ).toStrictEqual([
      ['rescaling', ['protocol.thermostat.relaxationTime']],
      ['langevin', ['protocol.thermostat.friction']],
    ]);
  });

  test('a schema it has no control for is typed in as JSON', () => {
    expect(fieldOf({ type: 'array', items: { type: 'string' } }, ['x']).kind).toBe('json');
    expect(labelOf('equilibrationTime')).toBe('Equilibration time');
  });
});

describe('a configuration on its way', () => {
  test('holds what was said and nothing else', () => {
    const given = withValueAt({ model: '2dipl' }, ['protocol', 'timeStep'], 0.002);
    expect(given).toStrictEqual({ model: '2dipl', protocol: { timeStep: 0.002 } });
    expect(withValueAt(given, ['protocol', 'timeStep'], undefined)).toStrictEqual({ model: '2dipl' });
    expect(valueAtPath(given, ['protocol', 'timeStep'])).toBe(0.002);
    expect(valueAtPath(given, ['protocol', 'cooling', '0', 'to'])).toBeUndefined();
    expect(valueAtPath({}, ['constructor'])).toBeUndefined();
  });

  test('keeps lists together', () => {
    const list = { cooling: [{ to: 1 }, { to: 0.5 }] };
    expect(withValueAt(list, ['cooling', '1', 'rate'], 0.01)).toStrictEqual({
      cooling: [{ to: 1 }, { to: 0.5, rate: 0.01 }],
    });
    expect(withValueAt(list, ['cooling', '0'], undefined)).toStrictEqual({ cooling: [{ to: 0.5 }] });
    expect(withValueAt({ cooling: [{ to: 1 }] }, ['cooling', '0'], undefined)).toBeUndefined();
  });

  test.each([
    ['0.5', 0.5],
    ['0,5', 0.5],
    ['−3', -3],
    [' 1e-4 ', 1e-4],
    ['', undefined],
    ['1e', '1e'],
    ['1,000,000', '1,000,000'],
    ['many', 'many'],
    ['Infinity', 'Infinity'],
  ])('a number typed as %j', (text, value) => {
    expect(typedNumber(text)).toBe(value);
  });

  test('is read from a file, or the file is refused in words', () => {
    expect(draftOf('{"model": "2dka"}', 'a.json')).toStrictEqual({ model: '2dka' });
    expect(() => draftOf('{', 'a.json')).toThrow(/^a\.json is not JSON: /);
    expect(() => draftOf('[1]', 'a.json')).toThrow('a.json is not a configuration: expected a JSON object');
    expect(shownValue(undefined)).toBe('');
    expect(shownValue({ a: 1 })).toBe('{"a":1}');
  });
});

describe('the check of a configuration', () => {
  test('says what a preset fills in', () => {
    const { issues, filled } = checkSettings({ model: '2dipl', preset: 'quick', particles: 100 });
    expect(issues).toStrictEqual([]);
    expect(filled).toMatchObject({
      particles: 100,
      species: [
        { name: 'A', count: 50 },
        { name: 'B', count: 50 },
      ],
    });
    const values = filled?.values ?? {};
    expect(values['density']).toBeCloseTo(0.86, 12);
    const { 'protocol.temperature': temperature, 'protocol.equilibrationTime': time } = values as Record<
      string,
      number
    >;
    const { 'protocol.timeStep': step, 'protocol.coolingRate': rate } = values as Record<string, number>;
    const { 'protocol.finalTemperature': final } = values as Record<string, number>;
    expect(filled?.steps).toBe(Math.round((time + (temperature - final) / rate) / step));
    expect(checkSettings({ model: '2dipl', preset: 'instantaneous', particles: 100 }).filled?.steps).toBeNull();
  });

  test.each([
    [{ model: 'glass' }, 'model', /^unknown model; known models: 2dipl, 2dka, crystal, harmonic, hertzian/],
    [{ model: '2dipl', particles: 4 }, 'particles', /^Too small: a sample has at least 16 particles$/],
    [{ model: '2dipl', particles: '1e' }, 'particles', /expected (number|int), received string/],
    [{ model: '2dipl', protocol: { temperature: -1 } }, 'protocol.temperature', /^a temperature is positive$/],
    [{ model: '2dipl', protocol: { cooling: [{ to: 1 }] } }, 'protocol.cooling.0.rate', /expected number/],
    [{ model: '2dipl', density: 900, particles: 100 }, 'density', /cannot fit/],
    [{ model: '2dipl', composition: { A: 0.7, B: 0.4 } }, 'composition', /^the shares sum to 1\.1; expected 1$/],
    [{ model: '2dipl', sampels: 3 }, '', /^Unrecognized key: "sampels"; known keys: model, /],
    [7, '', /expected object/],
  ])('%j is refused at %s', (settings, field, message) => {
    const { issues, filled } = checkSettings(settings);
    expect(filled).toBeNull();
    expect(issues).toHaveLength(1);
    expect(issues[0].field).toBe(field);
    expect(issues[0].message).toMatch(message);
    // The command line reads, then settles, and prints what is thrown.
    const commandLine = () => simulationOf(parseSettings(simulationSettingsSchema, settings));
    expect(commandLine).toThrow(field === '' ? issues[0].message : `${field}: ${issues[0].message}`);
  });

  test('tells of everything at once', () => {
    const { issues } = checkSettings({ model: 'glass', particles: 3, samples: 0 });
    expect(issues.map(({ field }) => field)).toStrictEqual(['model', 'particles', 'samples']);
  });
});
