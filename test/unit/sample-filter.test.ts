import { describe, expect, test } from 'vitest';
import { filterCondition } from '../../src-main/project/sample-filter/filter-sql.ts';
import { parseFilter, type SampleFilter } from '../../src-main/project/sample-filter/parse-filter.ts';
import { columnNamed, SAMPLE_COLUMNS } from '../../src-main/project/sample-filter/sample-columns.ts';

/** A filter as one reads it, with all its brackets. */
function written(filter: SampleFilter | null): string {
  if (filter === null) return '';
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.parts.map(written).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${written(filter.part)}`;
    case 'flag':
      return filter.column.name;
    case 'compare':
      return `${filter.column.name} ${filter.comparison} ${JSON.stringify(filter.value)}`;
    case 'tag':
      return `tag ${filter.isPart ? '~' : '='} ${JSON.stringify(filter.text)}`;
    case 'text':
      return JSON.stringify(filter.text);
  }
}

describe('a filter is read', () => {
  test.each([
    ['', ''],
    ['  \t ', ''],
    ['omega < 0.3 and qlm', '(omega < 0.3 and qlm)'],
    ['omega<0.3 qlm', '(omega < 0.3 and qlm)'],
    ['ω ≤ .5', 'omega <= 0.5'],
    ['OMEGA >= 1e-3 AND NOT Qlm', '(omega >= 0.001 and not qlm)'],
    ['a or b and c', '("a" or ("b" and "c"))'],
    ['(a or b) c', '(("a" or "b") and "c")'],
    ['not not a', '"a"'],
    ['not (a b)', 'not ("a" and "b")'],
    ['not not not (a)', 'not "a"'],
    ['omega/omegat < 1', 'omegaratio < 1'],
    ['n_core > 4', 'ncore > 4'],
    ['energy > -2.5', 'energy > -2.5'],
    ['model = 2dka', 'model = "2dka"'],
    ['verdict != QLM', 'verdict != "qlm"'],
    ['tag = "two words"', 'tag = "two words"'],
    ['tag:soft', 'tag ~ "soft"'],
    ['tag != old', 'not tag = "old"'],
    [`"qlm"`, '"qlm"'],
    [`'and' "or"`, '("and" and "or")'],
    [String.raw`"a \"quoted\" \\ word"`, String.raw`"a \"quoted\" \\ word"`],
    ["'; DROP TABLE sample; --'", '"; DROP TABLE sample; --"'],
    ['شيشة', '"شيشة"'],
  ])('%j', (text, expected) => {
    expect(written(parseFilter(text))).toBe(expected);
  });
});

describe('what is none is refused, and it is said where', () => {
  test.each([
    ['omega < 0,3', "'omega' is compared with a number, got '0,3' (write 0.3)"],
    ['omega < "0.3"', "'omega' is compared with a number, got '0.3'"],
    ['omega < nan', "'omega' is compared with a number"],
    ['omega < Infinity', "'omega' is compared with a number"],
    ['omega <', "a value was expected behind 'omega <'"],
    ['< 3', "something to look for was expected at character 1, before '<'"],
    ['omega ~ 3', "'omega' is a number: compare it by"],
    ['qlm = 1', "'qlm' stands by itself: qlm, or not qlm"],
    ['omga < 1', "there is no column 'omga' that can be compared"],
    ['"omega" < 1', "there is no column 'omega' that can be compared"],
    ['verdict = soft', "'verdict' is one of"],
    ['tag < 3', "'tag' is compared by =, != or ~"],
    ['a and', 'something to look for was expected at the end'],
    ['and a', "something to look for was expected before 'and'"],
    ['a or or b', "something to look for was expected before 'or'"],
    ['a or', 'something to look for was expected at the end'],
    ['not', 'something to look for was expected at the end'],
    ['not and a', "something to look for was expected before 'and'"],
    ['()', 'something to look for was expected before the bracket at character 2'],
    ['(a', '1 of the brackets are never closed'],
    ['a)', 'the bracket at character 2 closes none'],
    ['"a', 'the quotation mark at character 1 is never closed'],
    ["it's", 'the quotation mark at character 3 is never closed'],
    ['x'.repeat(20_001), 'a filter has at most 20000 characters, this one 20001'],
    ['a '.repeat(1001), 'a filter has at most 500 parts'],
  ])('%j', (text, words) => {
    expect(() => parseFilter(text)).toThrow(words);
  });
});

test('brackets may lie in one another as deep as one likes where they say nothing', () => {
  const deep = `${'('.repeat(9_000)}omega < 1${')'.repeat(9_000)}`;
  expect(written(parseFilter(deep))).toBe('omega < 1');
  expect(written(parseFilter(`${'not '.repeat(4_999)}qlm`))).toBe('not qlm');
});

test('and are refused where they say too much', () => {
  // a and (b or (a and (b or …
  const nested = (depth: number) => `${'a and (b or ('.repeat(depth)}c${'))'.repeat(depth)}`;
  expect(parseFilter(nested(49))).not.toBeNull();
  expect(() => parseFilter(nested(60))).toThrow('more than 100 deep');
  expect(() => parseFilter(nested(1_400))).toThrow();
});

test('no word of a user is part of the SQL', () => {
  const filter = parseFilter(`"x'; DROP TABLE sample; --" or tag = "y' OR 1=1" or model = "%_\\\\" or source ~ "100%"`);
  if (filter === null) throw new Error('it is none');
  const { sql, values } = filterCondition(filter);
  expect(sql).not.toMatch(/DROP|1=1|100/);
  expect(values).toContain("y' OR 1=1");
  expect(values).toContain(String.raw`%100\%%`);
  expect(values).toHaveLength(sql.split('?').length - 1);
});

test('columns have names of their own', () => {
  const names = SAMPLE_COLUMNS.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(name).toBe(name.toLowerCase());
    // It can be written in a filter.
    expect(written(parseFilter(`${name} "x"`))).toContain('"x"');
    expect(columnNamed(name.toUpperCase())?.aliases.concat(columnNamed(name)?.name ?? '')).toContain(name);
  }
});
