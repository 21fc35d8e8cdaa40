import { pearson } from './correlations.ts';
import type { Correlations } from '../report/report.ts';

/** The fields of one mode that are compared; null where a field does not exist. */
export interface CorrelatedFields {
  /** Ψ_i; null when the sample is unstable. */
  vibrability: Float64Array | null;
  /** |u_L,i|; null when the mode has no longitudinal part. */
  longitudinal: Float64Array | null;
  /** ∇·u^np at every particle; null when the mode changes no neighbour distance. */
  divergence: Float64Array | null;
}

/**
 * The five Pearson coefficients of a mode over all particles (Hu & Tanaka 2025, Fig. 1): Ψ–|u_L|, Ψ–div, Ψ–|div|,
 * |u_L|–div, |u_L|–|div|. A coefficient that does not exist is null, with every reason in `reason`.
 */
export function modeCorrelations(fields: CorrelatedFields): Correlations {
  const { vibrability, longitudinal, divergence } = fields;
  const absolute = divergence?.map(Math.abs) ?? null;
  const reasons = new Set<string>();
  if (vibrability === null) reasons.add('Ψ does not exist (see vibrability.reason)');
  if (longitudinal === null) reasons.add('the mode has no longitudinal part');
  if (divergence === null) reasons.add('the mode has no divergence');
  const between = (a: Float64Array | null, b: Float64Array | null, names: string) => {
    if (a === null || b === null) return null;
    const coefficient = pearson(a, b);
    if (coefficient === null) reasons.add(`${names}: one of the two is the same for all particles`);
    return coefficient;
  };
  const coefficients = {
    psi_uL: between(vibrability, longitudinal, 'Ψ and |u_L|'),
    psi_div: between(vibrability, divergence, 'Ψ and ∇·u^np'),
    psi_absdiv: between(vibrability, absolute, 'Ψ and |∇·u^np|'),
    uL_div: between(longitudinal, divergence, '|u_L| and ∇·u^np'),
    uL_absdiv: between(longitudinal, absolute, '|u_L| and |∇·u^np|'),
  };
  return reasons.size === 0 ? coefficients : { ...coefficients, reason: [...reasons].join('; ') };
}
