import type { GlossaryPart } from './glossary-entry.ts';

/** What kind a mode is of. */
export const VERDICT: GlossaryPart = {
  title: 'Kinds of modes',
  entries: [
    {
      id: 'qlm',
      name: 'quasi-localised mode',
      symbol: 'QLM',
      definition:
        'A mode of low frequency in which few particles move much and the rest follow in a pattern of four leaves that decays with distance. It marks a mechanical defect of the glass, a place that yields first.',
      paper: 'section “Characterisation of low-frequency QLMs in glassy solids”, Figs. 1 and 2',
      physics: 'plane-waves-and-the-verdict',
      see: ['verdict', 'phonon', 'hybrid', 'key-core'],
      words: ['quasi-localized', 'soft mode', 'four-leaf', 'defect', 'quadrupole'],
    },
    {
      id: 'phonon',
      name: 'phonon',
      definition: 'A plane wave of sound. Its participation ratio is about 2/3, and it says nothing of defects.',
      paper: 'section “Characterisation of low-frequency QLMs in glassy solids”',
      physics: 'plane-waves-and-the-verdict',
      see: ['phonon-share', 'omega-t', 'qlm'],
      words: ['plane wave', 'sound wave'],
    },
    {
      id: 'hybrid',
      name: 'hybrid mode',
      definition:
        'A mode that is a quasi-localised one and a plane wave at the same time, because both have nearly the same frequency. Its share in plane waves lies between 0.5 and 0.7.',
      paper: 'section “Identification of the key core structure of QLMs” (coupling to phonons)',
      physics: 'plane-waves-and-the-verdict',
      see: ['verdict', 'phonon-share', 'pseudo-harmonic-mode'],
      words: ['hybridisation', 'hybridization'],
    },
    {
      id: 'phonon-share',
      name: 'phonon share',
      definition:
        'How much of a mode can be built from the plane waves of its frequency and below, from 0 to 1. A quasi-localised mode has little of it, a phonon nearly all.',
      formula: String.raw`\frac{\lVert QQ^{\mathsf T}\mathbf u\rVert^2}{\lVert\mathbf u\rVert^2}`,
      unit: null,
      physics: 'plane-waves-and-the-verdict',
      see: ['verdict', 'phonon', 'hybrid'],
      words: ['plane waves', 'projection'],
      covers: ['column:phononShare', 'panel:phonon-share'],
    },
    {
      id: 'verdict',
      name: 'verdict on the lowest mode',
      definition:
        'QLM where less than half of the lowest mode lies in plane waves, phonon above 0.7, hybrid between. Both limits can be set; where there is no verdict, the reason is given.',
      formula: String.raw`\text{QLM} < 0.5 \le \text{hybrid} \le 0.7 < \text{phonon}`,
      physics: 'plane-waves-and-the-verdict',
      see: ['phonon-share', 'qlm', 'hybrid', 'phonon'],
      words: ['badge', 'First QLM', 'criterion', 'isQlm'],
      covers: ['column:verdict', 'column:verdictReason', 'column:criterion', 'column:isQlm'],
    },
    {
      id: 'omega-t',
      name: 'first transverse phonon',
      symbol: 'ω_T',
      definition:
        'Frequency of the longest transverse wave that fits into the box. A lowest mode well below it is hardly a phonon.',
      formula: String.raw`\omega_T = k_0\sqrt{G/\rho}`,
      unit: '√(ε/mσ²)',
      paper:
        'section “Shear anisotropy induced by hierarchical defects” warns that phonon velocities from a macroscopic modulus can mislead',
      physics: 'plane-waves-and-the-verdict',
      see: ['frequency', 'shear-modulus', 'verdict'],
      words: ['omega_T', 'speed of sound', 'ω/ω_T'],
      covers: ['column:omegaT', 'column:omegaRatio'],
    },
    {
      id: 'soft-spot',
      name: 'soft spot',
      definition:
        'A place where several low-frequency modes together move much; found from their superposition, not from one mode. The paper argues that each soft spot comes from at least one quasi-localised mode.',
      paper: 'section “Identification of the key core structure of QLMs”',
      see: ['qlm', 'core', 'plastic-event'],
      words: ['shear transformation zone', 'STZ'],
    },
    {
      id: 'pseudo-harmonic-mode',
      name: 'pseudo-harmonic mode',
      symbol: 'z',
      definition:
        'A localised soft displacement found by minimising a cost instead of solving for eigenvectors, so that plane waves of the same frequency do not hide it. Each is given with its stiffness κ and frequency √κ.',
      formula: String.raw`\mathcal C(\mathbf z)=\frac{(\mathbf z^{\mathsf T}H\mathbf z)^2}{\sum_{\text{pairs}}|\mathbf z_{ij}|^4},\qquad \kappa=\frac{\mathbf z^{\mathsf T}H\mathbf z}{\mathbf z^{\mathsf T}M\mathbf z}`,
      unit: 'm^(−1/2)',
      physics: 'pseudo-harmonic-modes',
      see: ['qlm', 'hybrid', 'frequency'],
      words: ['PHM', 'Richard', 'kappa', 'cubic modes', 'soft defects'],
      covers: [
        'analysis:pseudo-modes',
        'array:z:*',
        'number:pseudo-modes.omega',
        'number:pseudo-modes.participants',
        'panel:pseudo-modes',
        'panel:pseudo-mode',
      ],
    },
    {
      id: 'topological-charge',
      name: 'topological charge',
      definition:
        'How often the direction of a field turns round along a closed loop: +1 about a vortex, −1 about a saddle. A −1 sits at the centre of a four-leaf pattern, but many others lie where hardly anything moves.',
      formula: String.raw`q=\frac{1}{2\pi}\oint \mathrm d\varphi`,
      unit: null,
      paper: 'section “Identification of the key core structure of QLMs”, Supplementary Fig. 6',
      physics: 'topological-defects-of-a-mode',
      see: ['displacement', 'key-core'],
      words: ['vortex', 'saddle', 'winding', 'defect'],
      covers: ['analysis:topology', 'panel:charges-u', 'panel:charges-ut', 'panel:charges-ul'],
    },
  ],
};
