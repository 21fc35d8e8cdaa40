import { describe, expect, test } from 'vitest';
import type { ImportPreview } from '../../src-main/api/previews-contract.ts';
import { answerText, merged } from '../../src-renderer/import/answers.ts';
import {
  boxText,
  bytesText,
  extentText,
  forceText,
  framesText,
  storedText,
  summaryText,
} from '../../src-renderer/import/preview-text.ts';

const PREVIEW: ImportPreview = {
  preview: 'name',
  bytes: 1,
  format: { id: 'lammps-dump', label: 'LAMMPS dump' },
  frames: 12,
  facts: {
    frame: 11,
    timestep: 1000,
    n: 300,
    types: [
      { label: '1', count: 100 },
      { label: '2', count: 200 },
    ],
    box: { lx: 18.5, ly: 18.5, xy: 0 },
    extent: null,
    columns: [],
    diameters: null,
  },
  model: null,
  maxForce: null,
  configurations: 1,
  content: null,
  stored: null,
  notes: [],
  problem: null,
  recipe: null,
};

describe('what a preview says', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [44_100, '44.1 kB'],
    [4_000_000_000, '4.00 GB'],
  ])('%d bytes', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  test('which frames', () => {
    expect(framesText(PREVIEW)).toBe('12; the last is imported');
    const facts = PREVIEW.facts && { ...PREVIEW.facts, frame: 0 };
    expect(framesText({ ...PREVIEW, facts })).toBe('12; the first is imported');
    expect(framesText({ ...PREVIEW, facts: facts && { ...facts, frame: 3 } })).toBe('12; number 3 is imported');
    expect(framesText({ ...PREVIEW, configurations: 5 })).toBe('5 of 12');
    expect(framesText({ ...PREVIEW, frames: 1 })).toBe('1');
  });

  test('a line for the list, with types or species', () => {
    expect(summaryText(PREVIEW)).toBe('LAMMPS dump · N 300 · type 1: 100, type 2: 200 · 12 frames');
    const model = {
      ...{ id: '2dipl', label: '', definition: null, types: {}, guess: null, ownDiameters: false },
      species: [{ name: 'A', count: 300 }],
    };
    expect(summaryText({ ...PREVIEW, frames: 1, model, maxForce: { first: 3e-6, largest: 3e-6 } })).toBe(
      'LAMMPS dump · N 300 · A 300 · 2dipl · max|F| 3·10⁻⁶',
    );
    expect(summaryText({ ...PREVIEW, format: null, facts: null, frames: null })).toBe('');
  });

  test('the box, or where particles are', () => {
    expect(boxText({ lx: 18.5, ly: 20, xy: -1.25 })).toBe('18.5 × 20 σ, tilt −1.25 σ');
    expect(extentText({ x: [0.5, 9], y: [-1, 8] })).toBe('not stated; particles lie at x = 0.5 to 9, y = −1 to 8');
  });

  test('forces, also those of particles that touch', () => {
    expect(forceText({ first: 0.5, largest: 0.5 })).toBe('0.5 ε/σ');
    expect(forceText({ first: 0.5, largest: null })).toBe('0.5 ε/σ; up to ∞ in the frames chosen');
  });

  test('what is there already', () => {
    expect(storedText({ samples: [3], configurations: 1, sameSettings: true }, 1)).toBe(
      'Already imported as sample 3.',
    );
    expect(storedText({ samples: [3, 4], configurations: 2, sameSettings: false }, 5)).toBe(
      '2 of 5 frames are already imported as samples 3, 4, analysed with other settings.',
    );
    expect(storedText({ samples: [1, 2, 3, 4, 5], configurations: 9, sameSettings: true }, 9)).toBe(
      'Already imported as samples 1, 2, 3, 4, 5 and others.',
    );
  });
});

describe('answers', () => {
  test('in a line', () => {
    expect(answerText({})).toBe('');
    expect(answerText({ frame: '0', model: '2dipl', types: '1=A,2=B', relax: 'false', modes: 100 })).toBe(
      'the first frame · model 2dipl · 1=A, 2=B · not relaxed · 100 modes',
    );
    expect(answerText({ model: '{"name": "soft discs"}', box: '10,12,1', frame: '-2:', backbone: 'false' })).toBe(
      'frames -2: · model soft discs · box 10 × 12 · loose particles kept',
    );
  });

  test('of one file take the place of those of another, which keeps what they do not say', () => {
    expect(merged({ box: '1,2', model: '2dka' }, { model: '2dipl', box: undefined })).toEqual({
      box: '1,2',
      model: '2dipl',
    });
  });
});
