import { describe, expect, it } from 'vitest';
import type { ModesResult, NativeVoronoi } from '../../native-workers/addon.ts';
import { modeReports } from '../../native-workers/analysis/modes/mode-reports.ts';
import type { Correlations } from '../../native-workers/analysis/report/report.ts';

/** Mean spacing; with it and a root-mean-square displacement of a power of two, the limit is exact. */
const SPACING = 2;
const VIBRABILITY = Float64Array.of(1, 2, 4, 3);

/** Correlations of a mode of four particles that all move by `displacement`, its divergence being as given. */
function correlationsOf(displacement: number, divergence: readonly number[]): Correlations {
  const mode = Float64Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? displacement : 0));
  const modes: ModesResult = {
    status: 'converged',
    eigenvalues: Float64Array.of(1),
    displacements: mode,
    residuals: Float64Array.of(0),
    complete: true,
    solves: 1,
  };
  const longitudinal = Float64Array.of(0.1, 0, 0.3, 0, 0.2, 0, 0.4, 0);
  const voronoi: Pick<NativeVoronoi, 'split' | 'netProjection' | 'divergence'> = {
    split: () => ({ transverse: mode, longitudinal }),
    netProjection: (vectors) => vectors,
    divergence: () => Float64Array.from(divergence),
  };
  const nothing = new Float64Array(8);
  const [report] = modeReports(modes, {
    particles: 4,
    spacing: SPACING,
    vibrability: VIBRABILITY,
    control: undefined,
    // Of a tessellation these three are all that is asked for.
    voronoi: voronoi as NativeVoronoi,
    forces: { shear: nothing, tension: nothing, bondForce: 1 },
  });
  return report.correlations;
}

describe('a mode has no divergence', () => {
  it('where ∇·u^np is at most 1e-10 of spacing × rms displacement at every particle', () => {
    // 1e-10 × 2 × 4.
    const limit = 8e-10;
    expect(correlationsOf(4, [limit, -limit, 0, limit / 2])).toMatchObject({
      psi_div: null,
      psi_absdiv: null,
      uL_div: null,
      uL_absdiv: null,
      reason: 'the mode has no divergence',
    });
    const above = correlationsOf(4, [0, 0, 0, -limit * (1 + 1e-15)]);
    expect(above).not.toHaveProperty('reason');
    // Only the last particle's counts: Pearson's coefficient with Ψ = 1, 2, 4, 3, by hand −1/√15.
    expect(above.psi_div).toBeCloseTo(-1 / Math.sqrt(15), 14);
    expect(above.psi_absdiv).toBeCloseTo(1 / Math.sqrt(15), 14);
  });

  it('in proportion to the displacement: the limit is no size of its own', () => {
    expect(correlationsOf(1, [0, 0, 0, 8e-10]).psi_div).not.toBeNull();
    expect(correlationsOf(8, [0, 0, 0, 8e-10]).psi_div).toBeNull();
    expect(correlationsOf(8, [0, 0, 0, 1.6e-9 * (1 + 1e-15)]).psi_div).not.toBeNull();
  });
});
