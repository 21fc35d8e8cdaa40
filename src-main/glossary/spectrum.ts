import type { GlossaryPart } from './glossary-entry.ts';

/** How many modes there are at which frequency. */
export const SPECTRUM: GlossaryPart = {
  title: 'Spectrum',
  entries: [
    {
      id: 'density-of-states',
      name: 'density of states',
      symbol: 'D(ω)',
      definition:
        'How many modes there are about a frequency, as a share of all, per unit of frequency. D_T and D_L weigh each mode with its transverse and its longitudinal part.',
      formula: String.raw`D(\omega)=\frac{1}{2N-2}\sum_\lambda\delta(\omega-\omega_\lambda)`,
      unit: '√(mσ²/ε)',
      physics: 'density-of-states',
      see: ['reduced-density', 'debye-level', 'frequency'],
      words: ['DOS', 'vDOS', 'spectrum', 'histogram'],
      covers: ['analysis:spectrum', 'number:spectrum.windowModes', 'panel:dos', 'panel:dos-window'],
    },
    {
      id: 'reduced-density',
      name: 'reduced density of states',
      symbol: 'D(ω)/ω',
      definition:
        'The density of states over ω. For sound waves in two dimensions it is flat, so that whatever exceeds the Debye level stands out: the boson peak.',
      unit: 'mσ²/ε',
      physics: 'density-of-states',
      see: ['debye-level', 'density-of-states', 'transverse-density'],
      words: ['boson peak'],
      covers: ['panel:dos-reduced'],
    },
    {
      id: 'debye-level',
      name: 'Debye level',
      definition:
        'What D(ω)/ω would be if the sample were an elastic continuum of its own moduli, with sound waves only.',
      formula: String.raw`\frac{D(\omega)}{\omega}=\frac{V}{2\pi(2N-2)}\left(\frac1{c_T^2}+\frac1{c_L^2}\right)`,
      unit: 'mσ²/ε',
      physics: 'debye-level',
      see: ['reduced-density', 'shear-modulus', 'bulk-modulus'],
      words: ['speed of sound', 'c_T', 'c_L', 'Debye law'],
      covers: ['number:spectrum.debyeLevel'],
    },
    {
      id: 'transverse-density',
      name: 'reduced transverse density of states of a particle',
      symbol: 'D_i^T(ω)/ω',
      definition:
        'How much a particle takes part in the transverse motion of all modes in a window of frequencies, each over ω². Below the boson peak it is large on the hidden strings.',
      formula: String.raw`\frac{D_i^T(\omega)}{\omega}=\frac{1}{\omega_2-\omega_1}\sum_{\omega_1<\omega_\lambda<\omega_2}\frac{|\mathbf u_{T,\lambda,i}|^2}{\omega_\lambda^2}`,
      unit: 'mσ²/ε',
      paper: 'Figs. 4d and 5b (ω = 0.8 ± 0.4)',
      physics: 'windows-and-the-map-of-transverse-motion',
      see: ['hidden-string', 'transverse-part', 'reduced-density'],
      words: ['DT', 'map', 'window', 'dT'],
      covers: ['array:made:dT:*', 'panel:4d', 'panel:5b', 'panel:dt-map'],
    },
  ],
};
