import { shearHarmonics, shearModulusCurve, type ShearHarmonics } from '../../analysis/elasticity/shear-modulus.ts';
import { vacanciesReport } from '../../analysis/vacancies/report-vacancies.ts';
import type { Voronoi } from '../../analysis/voronoi/voronoi.ts';
import { smoothAnisotropy } from './curve-anisotropy.ts';
import type { VacancyCurves } from './mechanics-report.ts';
import type { Pinning } from '../../analysis/elasticity/pinning.ts';

/**
 * The vacancies of a crystal and G(θ) with the key core of each pinned, and of all of them together (Hu & Tanaka 2025,
 * Fig. 6c). `vibrability`: Ψ, length N; `ids` of the particles, rows of all arrays; `degrees`: step of the curves.
 */
export function vacancyCurves(
  voronoi: Voronoi,
  vibrability: Float64Array,
  ids: Int32Array,
  pinning: Pinning,
  degrees: number,
): VacancyCurves {
  const { report, found } = vacanciesReport(voronoi, vibrability, ids);
  if (found.length === 0) return { ...report, found: [], unpinned: null, pinned: null };
  const heldBy = (indices: readonly number[]) => shearHarmonics(pinning.curvature(indices));
  const curveOf = (harmonics: ShearHarmonics) => [...shearModulusCurve(harmonics, degrees)];
  const all = [...new Set(found.flatMap(({ keyCore }) => keyCore))];
  const held = heldBy(all);
  const matrix = held.constant;
  return {
    ...report,
    found: report.found.map((vacancy, at) => {
      const harmonics = heldBy(found[at].keyCore);
      return { ...vacancy, curve: curveOf(harmonics), anisotropy: smoothAnisotropy(harmonics, matrix) };
    }),
    unpinned: smoothAnisotropy(shearHarmonics(pinning.response.curvature), matrix),
    pinned: {
      ids: all.map((index) => ids[index]),
      curve: curveOf(held),
      anisotropy: smoothAnisotropy(held, matrix),
    },
  };
}
