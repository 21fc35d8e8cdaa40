import { expect, test } from 'vitest';
import { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { defaultText, flagUsage } from '../../src-main/cli/command.ts';
import { COMMANDS } from '../../src-main/cli/commands/command-table.ts';
import { expectation, flagName, flagSchema, readFlags } from '../../src-main/import/flag-value.ts';

const OPTIONS = z.strictObject({
  modes: z.int().min(1).max(100).default(20).describe('how many'),
  threshold: z.number().positive().default(0.25),
  relax: z.boolean().default(true),
  overwrite: z.boolean().default(false),
  frame: z.union([z.int().min(0), z.enum(['last', 'all'])]).default('last'),
  box: z.tuple([z.number().positive(), z.number().positive(), z.number().optional()]).optional(),
  types: z.record(z.string(), z.string()).optional(),
  outputFile: z.string().optional().meta({ description: 'where', placeholder: 'file', short: 'o' }),
  json: z.string().optional().meta({ bare: '-', placeholder: 'file' }),
});

const DEFAULTS = { modes: 20, threshold: 0.25, relax: true, overwrite: false, frame: 'last' };

test('absent flags take their defaults', () => {
  expect(readFlags(OPTIONS, {})).toStrictEqual(DEFAULTS);
});

test.each<[Record<string, unknown>, Record<string, unknown>]>([
  [{ modes: '7' }, { modes: 7 }],
  [{ modes: '1e1' }, { modes: 10 }],
  [{ threshold: '.5' }, { threshold: 0.5 }],
  [{ relax: false }, { relax: false }],
  [{ frame: '3' }, { frame: 3 }],
  [{ frame: 'all' }, { frame: 'all' }],
  [{ box: '3,4' }, { box: [3, 4] }],
  [{ box: '3, 4,-1.5' }, { box: [3, 4, -1.5] }],
  [{ types: '1=A,2=B' }, { types: { 1: 'A', 2: 'B' } }],
  [{ json: true }, { json: '-' }],
  [{ json: 'a.json' }, { json: 'a.json' }],
])('reads %j', (given, expected) => {
  expect(readFlags(OPTIONS, given)).toStrictEqual({ ...DEFAULTS, ...expected });
});

test.each<[Record<string, unknown>, string]>([
  [{ modes: '0' }, "--modes: expected a whole number from 1 to 100, got '0'"],
  [{ modes: '2.5' }, "--modes: expected a whole number from 1 to 100, got '2.5'"],
  // Number('') is 0 and Number('0x10') is 16; neither is a number here.
  [{ modes: '' }, "--modes: expected a whole number from 1 to 100, got ''"],
  [{ modes: '0x10' }, "--modes: expected a whole number from 1 to 100, got '0x10'"],
  [{ threshold: '0' }, "--threshold: expected a number above 0, got '0'"],
  [{ threshold: 'NaN' }, "--threshold: expected a number above 0, got 'NaN'"],
  [{ threshold: '1e999' }, "--threshold: expected a number above 0, got '1e999'"],
  [{ frame: 'first' }, "--frame: expected a whole number of at least 0 or one of last, all, got 'first'"],
  [{ frame: '-1' }, "--frame: expected a whole number of at least 0 or one of last, all, got '-1'"],
  [{ box: '3' }, '--box: expected a number above 0, a number above 0, optionally a number, separated by commas'],
  [{ box: '3,4,5,6' }, '--box: expected a number above 0'],
  [{ box: '3,-4' }, '--box: expected a number above 0'],
  [{ types: '1:A' }, "--types: expected pairs like 1=A,2=B, got '1:A'"],
  [{ types: '1=A,1=B' }, "--types: expected pairs like 1=A,2=B, got '1=A,1=B'"],
  [{ types: '1=' }, '--types: expected pairs like 1=A,2=B'],
])('refuses %j', (given, message) => {
  expect(() => readFlags(OPTIONS, given)).toThrow(BadInput);
  expect(() => readFlags(OPTIONS, given)).toThrow(message);
});

test('a flag that is needed is asked for by name', () => {
  const options = z.strictObject({ output: z.string().describe('file to write') });
  expect(() => readFlags(options, {})).toThrow('--output: is needed: file to write');
});

test('names and usage follow from the schema', () => {
  const usages = Object.entries(OPTIONS.shape).map(([key, schema]) => flagUsage(key, flagSchema(schema)));
  expect(usages).toStrictEqual([
    '--modes <value>',
    '--threshold <value>',
    '--no-relax',
    '--overwrite',
    '--frame <value>',
    '--box <value>',
    '--types <value>',
    '-o, --output-file <file>',
    '--json [file]',
  ]);
  expect(flagName('outputFile', flagSchema(OPTIONS.shape.outputFile))).toBe('--output-file');
  expect(defaultText(flagSchema(OPTIONS.shape.modes))).toBe('20');
  expect(defaultText(flagSchema(OPTIONS.shape.relax))).toBe('');
  expect(expectation(z.enum(['dump', 'csv']))).toBe('one of dump, csv');
});

test('every flag of every command says what it is, and no two share a letter', () => {
  for (const { name, options } of COMMANDS) {
    const flags = Object.entries(options.shape).map(([key, schema]) => ({ key, ...flagSchema(schema) }));
    for (const { key, description } of flags) expect(description, `${name} --${key}`).not.toBe('');
    const letters = flags.flatMap(({ short }) => (short === undefined ? [] : [short]));
    expect(new Set(letters).size, name).toBe(letters.length);
  }
});

test('a value of any length is refused at once, by its beginning', () => {
  for (const value of [`${'1'.repeat(200_000)}x`, `1.${'1'.repeat(200_000)}x`]) {
    const started = performance.now();
    expect(() => readFlags(OPTIONS, { outputFile: 'x', box: `${value},1` })).toThrow(/^--box: expected .{1,300}…'$/);
    expect(performance.now() - started).toBeLessThan(3000);
  }
});
