/** Pairs of columns that are plotted against each other in the field. */
export const PLOT_PRESETS = [
  { x: 'omegaratio', y: 'pr', label: 'PR – ω₀/ω_T' },
  { x: 'omega', y: 'ncore', label: 'N_core – ω₀' },
  { x: 'omega', y: 'nkeycore', label: 'N_keycore – ω₀' },
  { x: 'omega', y: 'prt', label: 'PR_T – ω₀' },
  { x: 'omega', y: 'anisotropy', label: 'anisotropy – ω₀' },
] as const;
