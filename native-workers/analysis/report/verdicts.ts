/** What the lowest mode of a sample is: quasi-localised, mixed with plane waves, or a plane wave. */
export const VERDICTS = ['qlm', 'hybrid', 'phonon'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What people read. */
export const VERDICT_LABELS: Readonly<Record<Verdict, string>> = { qlm: 'QLM', hybrid: 'hybrid', phonon: 'phonon' };

/**
 * Rules by which a sample counts as one with a QLM. `phonon-share`: by the verdict of `phononVerdict`. `participation`:
 * the rule of Keycore before that, N·PR and ω_T (`participationVerdict`).
 */
export const QLM_CRITERIA = ['phonon-share', 'participation'] as const;
export type QlmCriterion = (typeof QLM_CRITERIA)[number];
