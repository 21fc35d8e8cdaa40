import { describe, expect, it, test } from 'vitest';
import { modeCentre } from '../../native-workers/analysis/modes/mode-centre.ts';
import { verdictSentence } from '../../src-renderer/browse/verdict-words.ts';
import { isWave } from '../../src-renderer/viewer/plane-wave.ts';
import { middleOfMode } from '../../src-renderer/viewer/geometry/mode-middle.ts';

type Qlm = Parameters<typeof verdictSentence>[0];

const JUDGED: Qlm = {
  criterion: 'phonon-share',
  verdict: 'qlm',
  phononShare: 0.3141,
  limits: [0.5, 0.7],
  cuts: null,
  participants: 92.4,
  threshold: 150,
  omegaT: 0.42,
  isQlm: true,
};

describe('the verdict in a sentence', () => {
  it('says what the mode is, by which numbers', () => {
    expect(verdictSentence(JUDGED, 0.17)).toBe(
      'The lowest mode is a quasi-localised mode: 31 % of it lies in plane waves (phonon share 0.31 < 0.5); ' +
        'N·PR is 92.4; ω₀ is 0.4 of the first transverse phonon, ω_T = 0.42.',
    );
    expect(verdictSentence({ ...JUDGED, verdict: 'hybrid', phononShare: 0.6 }, 0.17)).toContain(
      'is a hybrid of a quasi-localised mode and plane waves: 60 % of it lies in plane waves (phonon share 0.6, between 0.5 and 0.7)',
    );
    expect(verdictSentence({ ...JUDGED, verdict: 'phonon', phononShare: 0.93, omegaT: null }, 0.17)).toBe(
      'The lowest mode is a plane wave: 93 % of it lies in plane waves (phonon share 0.93 > 0.7); N·PR is 92.4.',
    );
  });

  it('says why there is none', () => {
    const none: Qlm = { ...JUDGED, verdict: null, phononShare: null, verdictReason: 'the sample is unstable' };
    expect(verdictSentence(none, -0.1)).toBe('There is no verdict on the lowest mode: the sample is unstable.');
    const { participants, threshold, omegaT, isQlm } = JUDGED;
    expect(verdictSentence({ participants, threshold, omegaT, isQlm }, 0.1)).toMatch(/^There is no verdict/);
  });
});

test('outlines of the key core belong to no plane wave', () => {
  expect([isWave(0.95, [0.5, 0.7]), isWave(0.6, [0.5, 0.7]), isWave(0.6, [0.2, 0.4])]).toEqual([true, false, true]);
  expect([isWave(null, [0.5, 0.7]), isWave(undefined, undefined), isWave(0.8, undefined)]).toEqual([
    false,
    false,
    true,
  ]);
});

/** Particles all over a cell, and a field of every size among them. */
const SPREAD = {
  positions: Float64Array.from({ length: 80 }, (_, at) => ((at * 0.618034) % 1) * (at % 2 === 0 ? 10 : 8)),
  field: Float64Array.from({ length: 80 }, (_, at) => Math.sin(at * at) / (1 + (at % 7))),
};

/** A lattice of 10 × 8 in a tilted cell, and a field about its corner that falls off as a Gaussian of width 1. */
const CORNER = ((xy: number) => {
  const fractions = Array.from({ length: 80 }, (_, i) => [(i % 10) / 10, Math.floor(i / 10) / 8]);
  const positions = Float64Array.from(fractions.flatMap(([s, t]) => [10 * s + xy * t, 8 * t]));
  const field = fractions.flatMap(([s, t], i) => {
    const [a, b] = [s - Math.round(s - 0.02), t - Math.round(t - 0.02)];
    const size = Math.exp(-((10 * a + xy * b - 0.3) ** 2 + (8 * b - 0.2) ** 2) / 2);
    return [size * Math.cos(i), size * Math.sin(i)];
  });
  return { positions, field: Float64Array.from(field) };
})(4);

test.each([
  ['the boundary', { lx: 10, ly: 8, xy: 0 }, SPREAD],
  ['the corner of a tilted cell', { lx: 10, ly: 8, xy: 4 }, CORNER],
])('the middle of a mode is that of the main side, across %s too', (_, cell, { positions, field }) => {
  const { position } = modeCentre(cell, positions, field);
  const middle = middleOfMode(cell, positions, field);
  const t = (middle.y - position[1]) / cell.ly;
  const s = (middle.x - position[0] - t * cell.xy) / cell.lx;
  // Equal but for whole periods.
  expect(Math.abs(t - Math.round(t))).toBeLessThan(1e-12);
  expect(Math.abs(s - Math.round(s))).toBeLessThan(1e-12);
  expect(middleOfMode(cell, positions, new Float64Array(80))).toEqual({ x: positions[0], y: positions[1] });
});
