import type { GlossaryPart } from './glossary-entry.ts';

/** The defect in the middle of a quasi-localised mode. */
export const KEY_CORE: GlossaryPart = {
  title: 'Core and key core',
  entries: [
    {
      id: 'vibrability',
      name: 'vibrability',
      symbol: 'Ψ',
      definition:
        'How far a particle is free to vibrate, summed over all modes: at a low temperature T its mean-square displacement is k_B T Ψ. A large Ψ marks a soft place, and the largest the key core.',
      formula: String.raw`\Psi_i=\sum_{\lambda=1}^{2N-2}\frac{|\mathbf u_{\lambda,i}|^2}{\omega_\lambda^2}`,
      unit: 'σ²/ε',
      paper: 'Eq. (1), Figs. 1d, 1f, 3a, 3b and 6b',
      physics: 'vibrability',
      see: ['core', 'key-core', 'longitudinal-part'],
      words: ['psi', 'softness', 'susceptibility'],
      covers: [
        'array:vibrability',
        'column:maxPsi',
        'field:vibrability',
        'panel:1d',
        'panel:3a1',
        'panel:3a2',
        'panel:3b1',
        'panel:3b2',
        'panel:6b',
        'panel:vacancy-1-psi',
        'panel:vacancy-2-psi',
      ],
    },
    {
      id: 'core',
      name: 'core',
      symbol: 'N_core',
      definition:
        'The particles with Ψ above 0.25 that are connected with the one of largest Ψ: the soft surroundings of the defect, outlined by thin rings. N_core is their number; the paper counts all with Ψ above 0.25.',
      formula: String.raw`\{i : \Psi_i > 0.25\,\sigma^2/\varepsilon\}`,
      unit: null,
      paper: 'Figs. 1f, 3a1, 3b1 and 3c',
      physics: 'key-core',
      see: ['vibrability', 'key-core', 'square'],
      words: ['rings', 'outline', 'soft core'],
      covers: ['column:coreSize', 'field:core', 'field:coreCluster', 'panel:3c'],
    },
    {
      id: 'key-core',
      name: 'key core',
      symbol: 'N_keycore',
      definition:
        'The few particles with more than 60 % of the largest Ψ: the defect itself. Pinning them takes away most of the shear anisotropy that the mode causes.',
      formula: String.raw`\{i : \Psi_i > 0.6\,\max_j\Psi_j\}`,
      unit: null,
      paper: 'section “Identification of the key core structure of QLMs”, Figs. 3a2, 3b2 and 3d',
      physics: 'key-core',
      see: ['string', 'square', 'pinning'],
      words: ['keycore', 'defect'],
      covers: ['column:keyCoreSize', 'field:keyCore', 'panel:3d'],
    },
    {
      id: 'string',
      name: 'key-core string',
      definition:
        'The connected cluster of the key core that holds the largest Ψ, often a chain; it is outlined by a thick red ring. Its particles move along the chain, which costs little volume.',
      paper: 'section “Identification of the key core structure of QLMs”, Figs. 3a2 and 3b2',
      physics: 'key-core',
      see: ['key-core', 'square', 'hidden-string'],
      words: ['rings', 'outline', 'chain'],
      covers: ['field:string', 'curve:string'],
    },
    {
      id: 'square',
      name: 'key-core square',
      definition:
        'Four particles in the middle of the mode that move two in, two out: this gives the mode its four leaves. The quadrilateral with the strongest such motion and the best shape is taken, outlined in blue.',
      formula: String.raw`Q=\frac{|s_1-s_2+s_3-s_4|}{2\lVert\mathbf u\rVert},\qquad s_a=\mathbf u_a\cdot\hat{\mathbf d}_a`,
      paper: 'section “Identification of the key core structure of QLMs”, circled in Figs. 3a and 3b',
      physics: 'key-core',
      see: ['string', 'squareness', 'pinning'],
      words: ['quadrilateral', 'two-in two-out', 'outline'],
      covers: ['field:square', 'curve:square', 'panel:square'],
    },
    {
      id: 'squareness',
      name: 'squareness',
      definition:
        'How near the key-core square is to a square, from 0 to 1: the ratio of its shortest to its longest side, times how near its angles are to 90°. Below 0.3 there is no key-core square.',
      formula: String.raw`\frac{\ell_{\min}}{\ell_{\max}}\,\max\!\left(0,\,1-\frac{\max_a|\alpha_a-90^\circ|}{45^\circ}\right)`,
      unit: null,
      physics: 'key-core',
      see: ['square'],
      words: ['purity', 'score'],
    },
    {
      id: 'vacancy',
      name: 'vacancy',
      definition:
        'A site of a crystal without a particle. When its neighbours have rearranged, it carries a quasi-localised mode as a glass does; its key core is the two particles with the largest Ψ.',
      paper: 'section “Shear anisotropy triggered by QLMs in a defected crystal”, Fig. 6',
      physics: 'vacancies',
      see: ['key-core', 'anisotropy', 'qlm'],
      words: ['crystal', 'point defect'],
    },
  ],
};
