import { expect, it } from 'vitest';
import { fileWord } from '../../src-main/figures/figure-memory.ts';
import { hasOwnCommand } from '../../src-main/figures/ensemble-memory.ts';
import { xmlText } from '../../src-main/figures/output/xml-text.ts';

it('a project whose name begins as an option does is told as a file', () => {
  expect(['glass.keycore', '-o.keycore', '--output=x.keycore', 'a b.keycore'].map(fileWord)).toEqual([
    'glass.keycore',
    './-o.keycore',
    './--output=x.keycore',
    "'a b.keycore'",
  ]);
});

it('a command of many samples that smuggles an option in as the name of a project is not told', () => {
  const rest = { keycore: '1', figure: '3c', style: 'nature', samples: 2, contentHash: '' };
  const settings = { coreThresholds: [], keyCoreFractions: [] };
  const tail = '--ensemble -o figures --only 3c --style nature';
  const named = (project: string, file: string) =>
    hasOwnCommand({ ...rest, settings, project, command: `keycore figures ${file} ${tail}` });
  expect(named('glass', 'glass.keycore')).toBe(true);
  expect(named('--from=x', '--from=x.keycore')).toBe(false);
});

it('what XML has no place for never comes into it', () => {
  expect(xmlText('a\u0001\u0000\u001b\ufffe\ud800b\t\n😀 <"&>')).toBe(
    'a\ufffd\ufffd\ufffd\ufffd\ufffdb\t\n😀 &lt;"&amp;&gt;',
  );
});
