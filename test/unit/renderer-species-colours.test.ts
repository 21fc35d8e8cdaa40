import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pairToken, speciesToken } from '../../src-renderer/design/species-colours.ts';
import type { Arrays } from '../../src-renderer/client/safetensors.ts';
import { linesOf } from '../../src-renderer/simulate/curves.ts';

const RENDERER = fileURLToPath(new URL('../../src-renderer', import.meta.url));

function arraysNamed(...names: string[]): Arrays {
  return new Map(names.map((name) => [name, new Float64Array([1, 2])]));
}

describe('colours of species', () => {
  it('a species has its own colour in every plot, and a pair of unlike ones that of neither', () => {
    const arrays = arraysNamed(
      ...['msd/time', 'msd/total', 'msd/A', 'msd/B', 'g/r', 'g/total', 'g/AA', 'g/AB', 'g/BB'],
      ...['coordination/A', 'coordination/B'],
    );
    const colours = (prefix: string) =>
      Object.fromEntries(linesOf(arrays, prefix, 'total').map(({ label, colour }) => [label, colour]));
    expect(colours('msd/')).toEqual({ all: '--text', A: '--species-a', B: '--species-b' });
    expect(colours('g/')).toEqual({ all: '--text', AA: '--species-a', AB: '--pair-ab', BB: '--species-b' });
  });

  it('species are told by displacements before their neighbours are counted, whatever their names', () => {
    const arrays = arraysNamed('msd/time', 'msd/total', 'msd/Ni', 'msd/P', 'g/r', 'g/total', 'g/NiP', 'g/PP');
    const colours = linesOf(arrays, 'g/', 'total').map(({ colour }) => colour);
    expect(colours).toEqual(['--text', '--pair-ab', '--species-b']);
  });

  it('pairs have no order, and a fourth species begins again', () => {
    expect(pairToken(2, 0)).toBe(pairToken(0, 2));
    expect(pairToken(1, 1)).toBe(speciesToken(1));
    expect(speciesToken(3)).toBe(speciesToken(0));
  });

  it('are written in one file, and in the style sheet for each theme', () => {
    const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' });
    const mentioning = files.filter(
      (file) => /\.(ts|svelte)$/.test(file) && /--(species|pair)-/.test(readFileSync(join(RENDERER, file), 'utf8')),
    );
    expect(mentioning).toEqual([join('design', 'species-colours.ts')]);
    const [light, dark] = readFileSync(join(RENDERER, 'design/tokens.css'), 'utf8').split("[data-theme='dark']");
    for (const token of [0, 1, 2].flatMap((one) => [0, 1, 2].map((other) => pairToken(one, other)))) {
      expect(light).toContain(`${token}: #`);
      expect(dark).toContain(`${token}: #`);
    }
  });
});
