import { describe, expect, test } from 'vitest';
import { exportedNames, importsByName, namesDefinedTwice } from '../../scripts/exported-names.ts';
import { codeOf } from '../../scripts/source-code.ts';

const files = (sources: Record<string, string>) => Object.entries(sources).map(([path, code]) => ({ path, code }));
const twice = (sources: Record<string, string>, namespaces: string[] = []) =>
  namesDefinedTwice(files(sources), namespaces);

describe('exported names of a file', () => {
  test('are those of every kind of declaration, and of a list; what it passes on is not its own', () => {
    const text = `
      export const a = 1, { b, c: [d] } = given;
      export function e(): void {}
      export abstract class F {}
      export interface G {}
      export type H = G;
      const i = 2;
      export { i, i as j };
      export { k } from './k.ts';
      export type { L } from './l.ts';
      export * from './m.ts';
      // export const n = 3;
      const o = 'export const p = 4';
    `;
    expect(exportedNames(text)).toEqual(['a', 'b', 'd', 'e', 'F', 'G', 'H', 'i', 'j']);
  });

  test('an overloaded function has one name', () => {
    const text =
      'export function a(x: 1): 1;\nexport function a(x: 2): 2;\nexport function a(x: unknown) { return x; }';
    expect(exportedNames(text)).toEqual(['a']);
  });

  test('of a component, those of its scripts', () => {
    const text = '<script module lang="ts">export const a = 1;</script>\n<p>export const b = 2;</p>';
    expect(exportedNames(codeOf('Part.svelte', text))).toEqual(['a']);
  });
});

describe('names that are defined twice', () => {
  test('are found in any two files, with all of them', () => {
    const sources = {
      'x/b.ts': 'export interface Job {}\nexport const once = 1;',
      'y/c.ts': 'export class Job {}',
      'x/a.ts': 'export type Job = string;',
      'y/d.ts': "export { Job } from './c.ts';\nconst once = 1;",
      'y/e.ts': 'export function pair() {}',
      'z/f.ts': 'export const pair = 1;',
    };
    expect(twice(sources)).toEqual([
      { name: 'Job', files: ['x/a.ts', 'x/b.ts', 'y/c.ts'] },
      { name: 'pair', files: ['y/e.ts', 'z/f.ts'] },
    ]);
  });

  test('are allowed to the computations of the analyses, and to no other file beside them', () => {
    const run = 'export function run() {}';
    const [one, other] = ['native-workers/analyses/a/a-run.ts', 'native-workers/analyses/b/b-run.ts'];
    expect(twice({ [one]: run, [other]: run })).toEqual([]);
    const third = 'src-main/run.ts';
    expect(twice({ [one]: run, [other]: run, [third]: run })).toEqual([{ name: 'run', files: [one, other, third] }]);
  });

  test('do not count in a file that is imported as a whole; who imports a name of it is told', () => {
    const sources = {
      'client/api.ts': 'export const open = 1;',
      'state/open.ts': "import * as api from '../client/api.ts';\nexport const open = 2;",
      'state/other.ts': "import { open } from '../client/api.ts';",
    };
    expect(twice(sources, ['client/api.ts'])).toEqual([]);
    expect(importsByName(files(sources), ['client/api.ts'])).toEqual(['state/other.ts']);
  });
});
