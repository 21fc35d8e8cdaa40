import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { participationRatio, squaredNorm } from '../../native-workers/analysis/modes/participation-ratio.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { triangularLattice } from './configurations.ts';

const COLUMNS = 12;
const ROWS = 14;
const DENSITY = 0.86;
/** Spacing of the triangular lattice at that density: ρ = 2/(√3 a²). */
const SPACING = Math.sqrt(2 / (Math.sqrt(3) * DENSITY));
const { box, positions } = triangularLattice(COLUMNS, ROWS, SPACING);
const PARTICLES = COLUMNS * ROWS;

/** Wave vectors of the box as [m, n]: k = 2π (m/lx, n/ly). */
const WAVES: [number, number][] = [
  [1, 0],
  [0, 2],
  [3, 0],
  [1, 2],
  [2, 1],
  [5, 3],
  [4, 6],
];

function waveVector([m, n]: [number, number]): [number, number] {
  return [(2 * Math.PI * m) / box.lx, (2 * Math.PI * n) / box.ly];
}

/** The six nearest neighbours of a site. */
const STAR = [0, 1, 2, 3, 4, 5].map((k) => [
  SPACING * Math.cos((k * Math.PI) / 3),
  SPACING * Math.sin((k * Math.PI) / 3),
]);

/**
 * Lattice sum: (A u)_i of u = e·cos(k·r + φ) is −(ℓ/2R) (g·e) sin(k·r_i + φ) with g(k) = Σ_d d sin(k·d) over the six
 * neighbours; so u_L is the projection of e on ĝ, exactly.
 */
function direction(k: [number, number]): [number, number] {
  let x = 0;
  let y = 0;
  for (const [dx, dy] of STAR) {
    const sine = Math.sin(k[0] * dx + k[1] * dy);
    x += dx * sine;
    y += dy * sine;
  }
  return [x, y];
}

function planeWave(k: [number, number], polarisation: [number, number], phase: number): Float64Array {
  return Float64Array.from({ length: 2 * PARTICLES }, (_, at) => {
    const i = at >> 1;
    return polarisation[at % 2] * Math.cos(k[0] * positions[2 * i] + k[1] * positions[2 * i + 1] + phase);
  });
}

describe('plane waves on a perfect triangular lattice', () => {
  const tessellation = periodicVoronoi(box, positions);
  const voronoi = new (addon().Voronoi)(tessellation.edges);

  it.each(WAVES)('(%d, %d): longitudinal share (ê·ĝ)² for several polarisations', (m, n) => {
    const k = waveVector([m, n]);
    const g = direction(k);
    const length = Math.hypot(...g);
    for (const degrees of [0, 20, 45, 90, 133]) {
      const e: [number, number] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const wave = planeWave(k, e, 0.3);
      const { transverse, longitudinal } = voronoi.split(wave);
      const expected = ((e[0] * g[0] + e[1] * g[1]) / length) ** 2;
      // The pseudo-inverse of AAᵀ has a condition number of about 1e4 here.
      expect(squaredNorm(longitudinal) / squaredNorm(wave)).toBeCloseTo(expected, 11);
      expect(squaredNorm(transverse) / squaredNorm(wave)).toBeCloseTo(1 - expected, 11);
      // Not only the share: the field itself.
      const along = (e[0] * g[0] + e[1] * g[1]) / length ** 2;
      const pure = planeWave(k, [along * g[0], along * g[1]], 0.3);
      let worst = 0;
      for (let at = 0; at < pure.length; at++) worst = Math.max(worst, Math.abs(pure[at] - longitudinal[at]));
      expect(worst).toBeLessThan(1e-11);
    }
  });

  it('along a symmetry axis the transverse wave is purely transverse, the longitudinal one purely longitudinal', () => {
    for (const [wave, along] of [
      [
        [2, 0],
        [1, 0],
      ],
      [
        [0, 4],
        [0, 1],
      ],
    ] as [[number, number], [number, number]][]) {
      const k = waveVector(wave);
      const transverseWave = planeWave(k, [along[1], along[0]], 1);
      const longitudinalWave = planeWave(k, along, 1);
      expect(squaredNorm(voronoi.split(transverseWave).longitudinal) / squaredNorm(transverseWave)).toBeLessThan(1e-20);
      expect(squaredNorm(voronoi.split(longitudinalWave).transverse) / squaredNorm(longitudinalWave)).toBeLessThan(
        1e-20,
      );
    }
  });

  it('has ∇·u^np = Σ_d d·(P(k) e cos)-differences: the value of the lattice sum', () => {
    // u^np_i = Σ_d (u_{i+d}·d̂)d̂; its divergence at i is (1/6) Σ_d d·(w_{i+d} − w_i), the second term cancelling.
    const k = waveVector([2, 1]);
    const e: [number, number] = [0.6, 0.8];
    const phase = 0.3;
    const u = (x: number, y: number): number => Math.cos(k[0] * x + k[1] * y + phase);
    const divergence = voronoi.divergence(voronoi.netProjection(planeWave(k, e, phase)));
    for (let i = 0; i < PARTICLES; i += 11) {
      let expected = 0;
      for (const [dx, dy] of STAR)
        for (const [fx, fy] of STAR)
          expected +=
            (((e[0] * fx + e[1] * fy) / SPACING ** 2) *
              (dx * fx + dy * fy) *
              u(positions[2 * i] + dx + fx, positions[2 * i + 1] + dy + fy)) /
            6;
      expect(divergence[i]).toBeCloseTo(expected, 12);
    }
  });

  it('has participation ratio 2/3 where neither 2k nor 4k is a lattice vector', () => {
    expect(participationRatio(planeWave(waveVector([1, 2]), [1, 0], 0.3))).toBeCloseTo(2 / 3, 13);
  });
});

describe('analysis of a perfect crystal', () => {
  const outcome = analyse({
    configuration: {
      ids: Int32Array.from({ length: PARTICLES }, (_, i) => 10 * i + 5),
      species: new Uint8Array(PARTICLES),
      positions,
      box,
    },
    model: modelById('crystal'),
    settings: analysisSettingsSchema.parse({ modes: 12 }),
    source: 'perfect lattice',
    seed: null,
  });
  const { report } = outcome;

  it('finds the lowest modes to be the plane waves of the dynamical matrix', () => {
    // D(k) = Σ_d [u″ d̂d̂ + (u′/r)(1 − d̂d̂)] (1 − cos k·d) over six neighbours; the second shell, at 1.73 a = 2.0, is
    // beyond the cutoff of 1.48.
    const [, slope, curvature] = addon().evaluatePotential(
      modelById('crystal').potential,
      [0, 0],
      Float64Array.of(SPACING),
    );
    const eigenvalues: number[] = [];
    for (let m = 0; m < COLUMNS; m++)
      for (let n = 0; n < ROWS; n++) {
        // The reciprocal lattice of the triangular one is spanned by (COLUMNS, ROWS/2) and (0, ROWS): these are all k.
        const k = waveVector([m, n]);
        let [xx, xy, yy] = [0, 0, 0];
        for (const [dx, dy] of STAR) {
          const weight = 1 - Math.cos(k[0] * dx + k[1] * dy);
          const [nx, ny] = [dx / SPACING, dy / SPACING];
          xx += weight * (curvature * nx * nx + (slope / SPACING) * (1 - nx * nx));
          yy += weight * (curvature * ny * ny + (slope / SPACING) * (1 - ny * ny));
          xy += weight * (curvature - slope / SPACING) * nx * ny;
        }
        const middle = (xx + yy) / 2;
        const radius = Math.hypot((xx - yy) / 2, xy);
        eigenvalues.push(middle - radius, middle + radius);
      }
    eigenvalues.sort((a, b) => a - b);
    report.modes.forEach((mode, index) => expect(mode.eigenvalue).toBeCloseTo(eigenvalues[index + 2], 9));
    expect(report.sample.zeroModes).toBe(2);
    expect(report.sample.negativeModes).toBe(0);
    expect(report.provenance.modesComplete).toBe(true);
  });

  it('has the same Ψ everywhere, so no correlation with it exists, and says so', () => {
    const { max, mean } = report.vibrability;
    expect((max ?? NaN) / (mean ?? NaN)).toBeCloseTo(1, 10);
    for (const mode of report.modes) {
      expect(mode.correlations.psi_uL).toBeNull();
      expect(mode.correlations.psi_div).toBeNull();
      expect(mode.correlations.reason).toBeDefined();
    }
  });

  it('has transverse lowest modes that couple to no uniform strain', () => {
    for (const mode of report.modes.slice(0, 4)) {
      expect(mode.transverse).toBeGreaterThan(0.9);
      expect(mode.quadrupole.angle).toBeNull();
      expect(mode.quadrupole.reason).toBe('the mode couples to no uniform strain');
    }
  });

  it('has U/N = 3u(a) and is at its minimum as read', () => {
    const [energy] = addon().evaluatePotential(modelById('crystal').potential, [0, 0], Float64Array.of(SPACING));
    expect(report.sample.energyPerParticle).toBeCloseTo(3 * energy, 12);
    expect(report.sample.moved).toBeNull();
    expect(report.sample.liquid).toBe(false);
  });
});
