import type { GlossaryPart } from './glossary-entry.ts';

/** Finite strain, and what yields. */
export const STRAIN: GlossaryPart = {
  title: 'Finite strain',
  entries: [
    {
      id: 'strain',
      name: 'strain',
      symbol: 'γ',
      definition:
        'How far the box is deformed: by simple shear, tension, compression or uniaxial strain. The sample is strained in small steps, and its energy is minimised after each: athermal and quasistatic.',
      formula: String.raw`\mathbf r\to F\,\mathbf r,\qquad F=e^{\gamma E}`,
      unit: null,
      paper: 'section “Mechanical excitation of QLMs”',
      physics: 'finite-strain',
      see: ['stress', 'plastic-event', 'non-affine-displacement'],
      words: ['gamma', 'AQS', 'athermal quasistatic', 'deformation', 'loading'],
      covers: [
        'analysis:strain',
        'array:linear',
        'array:nonAffine',
        'array:before',
        'array:after',
        'panel:stress-strain',
      ],
    },
    {
      id: 'stress',
      name: 'driving stress',
      symbol: 's',
      definition:
        'The change of energy with strain, per area of the unstrained box. Its slope at the start is the modulus; at a plastic event it drops.',
      formula: String.raw`s=\frac1{V_0}\frac{\mathrm dU}{\mathrm d\gamma}`,
      unit: 'ε/σ²',
      physics: 'finite-strain',
      see: ['strain', 'plastic-event', 'shear-modulus'],
      words: ['stress–strain curve'],
      covers: ['number:strain.modulus'],
    },
    {
      id: 'plastic-event',
      name: 'plastic event',
      definition:
        'A sudden rearrangement of some particles under strain, in which energy is dissipated and which does not reverse. Just before it the lowest eigenvalue goes to zero.',
      formula: String.raw`\lambda_0\propto\sqrt{\gamma_c-\gamma}`,
      paper:
        'sections “Identification of the key core structure of QLMs” and “Shear anisotropy induced by hierarchical defects”',
      physics: 'plastic-events',
      see: ['strain', 'd2min', 'qlm'],
      words: ['yield', 'avalanche', 'energy drop', 'instability'],
      covers: [
        'array:event',
        'array:event:*',
        'number:strain.firstEventStrain',
        'number:strain.firstEventEnergyDrop',
        'panel:event',
      ],
    },
    {
      id: 'd2min',
      name: 'non-affine measure',
      symbol: 'D²_min',
      definition:
        'How badly the motion of a particle’s surroundings under strain is described by any one linear map. It is large where particles have changed places.',
      formula: String.raw`D^2_{\min,i}=\min_J\sum_j\bigl|\mathbf r_{ij}-J\,\mathbf a_{ij}\bigr|^2`,
      unit: 'σ²',
      physics: 'non-affine-measure',
      see: ['local-strain', 'plastic-event'],
      words: ['D2min', 'Falk', 'Langer'],
      covers: [
        'analysis:d2min',
        'array:d2min',
        'array:displacement',
        'number:d2min.meanD2min',
        'number:d2min.keyCoreRatio',
      ],
    },
    {
      id: 'local-strain',
      name: 'local strain',
      symbol: 'η',
      definition:
        'The strain of a particle’s surroundings in the linear map that fits their motion best: its shear, and its dilation, the relative change of the local area.',
      formula: String.raw`\eta=\tfrac12(J^{\mathsf T}J-1),\qquad \sqrt{\eta_{xy}^2+\tfrac14(\eta_{xx}-\eta_{yy})^2},\qquad \det J-1`,
      unit: null,
      physics: 'non-affine-measure',
      see: ['d2min', 'strain'],
      words: ['eta', 'local shear', 'dilation'],
      covers: ['array:localShear', 'array:localDilation'],
    },
  ],
};
