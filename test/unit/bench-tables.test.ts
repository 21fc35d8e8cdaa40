import { describe, expect, test } from 'vitest';

import { addon } from '../../native-workers/addon.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { replaceSection } from '../bench/document.ts';
import { lammpsPotential } from '../bench/peers/lammps-potential.ts';
import { cpuGeneration } from '../bench/machine.ts';
import { formatSeconds, median, threeDigits, toMarkdown } from '../bench/table.ts';

describe('bench tables', () => {
  test('median of odd and even counts, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow('median of no values');
  });

  test('times and ratios have three digits and no exponent', () => {
    expect([0.0000123, 0.0123, 1.234, 123.4].map(formatSeconds)).toEqual(['12.3 µs', '12.3 ms', '1.23 s', '123 s']);
    expect([0.4, 12.34, 1234.5].map(threeDigits)).toEqual(['0.40', '12.3', '1235']);
  });

  test('a row of the wrong width is refused', () => {
    const table = { title: 'T', columns: ['a', 'b'], rows: [['1', '2']], notes: ['note'] };
    expect(toMarkdown(table)).toBe('### T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nnote\n');
    expect(() => toMarkdown({ ...table, rows: [['1']] })).toThrow('T: a row of 1 cells under 2 columns: 1');
  });

  test('a section is replaced between its markers and nowhere else', () => {
    const text = 'a\n<!-- bench:x:begin -->\nold\n<!-- bench:x:end -->\nb\n';
    expect(replaceSection(text, 'x', '\nnew\n')).toBe('a\n<!-- bench:x:begin -->\nnew\n<!-- bench:x:end -->\nb\n');
    expect(() => replaceSection(text, 'y', 'new')).toThrow("no '<!-- bench:y:begin -->'");
  });
});

describe('the potential that LAMMPS is given', () => {
  test('2DIPL: the tables hold u and −u′ of our kernels', () => {
    const model = modelById('2dipl');
    const { commands, files } = lammpsPotential(model);
    expect(commands).toHaveLength(4);
    expect([...files.keys()]).toEqual(['PAIR_1_1.table', 'PAIR_1_2.table', 'PAIR_2_2.table']);
    for (const [name, content] of files) {
      const [, a, b] = /PAIR_(\d)_(\d)/.exec(name) ?? [];
      const rows = content
        .trim()
        .split('\n')
        .slice(3)
        .map((line) => line.split(' ').map(Number));
      expect(rows).toHaveLength(10_000);
      // The last point is the cutoff itself, where the kernels' potential is 0 by definition and the table's by formula.
      const inside = rows.slice(0, -1);
      const distances = Float64Array.from(inside, ([, r]) => r);
      const values = addon().evaluatePotential(model.potential, [Number(a) - 1, Number(b) - 1], distances);
      inside.forEach(([, , u, force], k) => {
        // u and u′ are differences of terms as large as φ(r) and φ(r_c): rounding of the larger one.
        expect(Math.abs(u - values[3 * k])).toBeLessThan(1e-13 * Math.max(1, u));
        expect(Math.abs(force + values[3 * k + 1])).toBeLessThan(1e-13 * Math.max(1, force));
      });
      expect(Math.abs(rows[9999][2])).toBe(0);
      expect(Math.abs(rows[9999][3])).toBe(0);
    }
  });

  test('2DKA: force-shifted Lennard-Jones with our parameters', () => {
    expect(lammpsPotential(modelById('2dka')).commands).toEqual([
      'pair_style lj/smooth/linear 2.5',
      'pair_coeff 1 1 1 1 2.5',
      'pair_coeff 1 2 1.5 0.8 2',
      'pair_coeff 2 2 0.5 0.88 2.2',
    ]);
  });
});

test('a processor is named by its generation, where its family and model tell', () => {
  const info = (vendor: string, family: number, model: number): string =>
    `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: AMD EPYC\n`;
  expect(cpuGeneration(info('AuthenticAMD', 25, 1))).toBe(' (Zen 3, family 25, model 1)');
  expect(cpuGeneration(info('AuthenticAMD', 25, 17))).toBe(' (Zen 4, family 25, model 17)');
  expect(cpuGeneration(info('AuthenticAMD', 26, 2))).toBe(' (Zen 5, family 26, model 2)');
  expect(cpuGeneration(info('GenuineIntel', 6, 143))).toBe(' (family 6, model 143)');
  expect(cpuGeneration('')).toBe('');
});
