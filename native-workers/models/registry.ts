import { BadInput } from '../text/bad-input.ts';
import { quoted } from '../text/quoted.ts';
import type { Model, PerParticleSizes } from './model.ts';
import { densityAtPackingFraction } from './packing-fraction.ts';

export type { Model, ModelSpecies } from './model.ts';

/** Pair matrices of two species, row-major: AA, AB, BA, BB. */
const IPL_SIGMA = [1.0, 1.18, 1.18, 1.4];
const KA_SIGMA = [1.0, 0.8, 0.8, 0.88];
const KA_EPSILON = [1, 1.5, 1.5, 0.5];
/** Cutoff of the inverse-power models in units of σ_ab. */
const IPL_CUTOFF_PER_SIGMA = 1.48;
/** Cutoff of the Kob–Andersen model in units of σ_ab. */
const KA_CUTOFF_PER_SIGMA = 2.5;

/** Sizes that follow from the species unless those of the particles are asked for, in a pair potential at σ = 1. */
function onRequest(potential: PerParticleSizes['potential']): PerParticleSizes {
  return { potential, nonAdditivity: 0, use: 'on-request' };
}

/** The same value for every pair of two species. */
const OF_ALL_PAIRS = (value: number) => [value, value, value, value];

/** Cutoff of the polydisperse model in units of σ_ij. */
const POLYDISPERSE_CUTOFF = 1.25;
const POLYDISPERSE_POTENTIAL: PerParticleSizes['potential'] = {
  form: 'inverse-power',
  exponent: 12,
  epsilon: [1],
  sigma: [1],
  cutoff: [POLYDISPERSE_CUTOFF],
  scheme: 'smoothed',
};

/** Two sizes of discs in equal numbers, which do not crystallise, and their contact distances ½(d_a + d_b). */
const DISCS = [
  { name: 'A', mass: 1, fraction: 0.5, diameter: 1.0 },
  { name: 'B', mass: 1, fraction: 0.5, diameter: 1.4 },
];
const DISC_CONTACT = [1.0, 1.2, 1.2, 1.4];
/** Packing fraction of the discs unless given: jammed (from 0.84 on), and not far above. */
const DISC_PACKING_FRACTION = 0.87;
/** The two models of discs but for their contact law. */
const PACKING = {
  species: DISCS,
  density: densityAtPackingFraction(DISCS, DISC_PACKING_FRACTION),
  cutoffScheme: 'cut off at contact, r_c = σ_ab, where φ and φ′ vanish',
};

const MODELS: readonly Model[] = [
  {
    id: '2dipl',
    label: '2D inverse-power-law glass',
    species: [
      { name: 'A', mass: 1, fraction: 0.5, diameter: 1.0 },
      { name: 'B', mass: 1, fraction: 0.5, diameter: 1.4 },
    ],
    potential: {
      form: 'inverse-power',
      exponent: 10,
      epsilon: [1, 1, 1, 1],
      sigma: IPL_SIGMA,
      cutoff: IPL_SIGMA.map((sigma) => sigma * IPL_CUTOFF_PER_SIGMA),
    },
    perParticle: onRequest({
      form: 'inverse-power',
      exponent: 10,
      epsilon: OF_ALL_PAIRS(1),
      sigma: OF_ALL_PAIRS(1),
      cutoff: OF_ALL_PAIRS(IPL_CUTOFF_PER_SIGMA),
    }),
    density: 0.86,
    cutoffScheme: 'force-shifted at 1.48 σ_ab',
    source: 'Lerner & Bouchbinder, J. Chem. Phys. 148, 214502 (2018); Hu & Tanaka, Nat. Commun. 16 (2025)',
  },
  {
    id: '2dka',
    label: '2D Kob–Andersen glass',
    species: [
      { name: 'A', mass: 1, fraction: 0.65, diameter: 1.0 },
      { name: 'B', mass: 1, fraction: 0.35, diameter: 0.88 },
    ],
    potential: {
      form: 'lennard-jones',
      epsilon: KA_EPSILON,
      sigma: KA_SIGMA,
      cutoff: KA_SIGMA.map((sigma) => sigma * KA_CUTOFF_PER_SIGMA),
    },
    perParticle: onRequest({
      form: 'lennard-jones',
      epsilon: KA_EPSILON,
      sigma: OF_ALL_PAIRS(1),
      cutoff: OF_ALL_PAIRS(KA_CUTOFF_PER_SIGMA),
    }),
    density: 1.2,
    cutoffScheme: 'force-shifted at 2.5 σ_ab',
    source: 'Brüning et al., J. Phys. Condens. Matter 21, 035117 (2008); Hu & Tanaka, Nat. Commun. 16 (2025)',
  },
  {
    id: 'crystal',
    label: 'monatomic crystal',
    species: [{ name: 'A', mass: 1, fraction: 1, diameter: 1.0 }],
    potential: {
      form: 'inverse-power',
      exponent: 10,
      epsilon: [1],
      sigma: [1],
      cutoff: [IPL_CUTOFF_PER_SIGMA],
    },
    perParticle: onRequest({
      form: 'inverse-power',
      exponent: 10,
      epsilon: [1],
      sigma: [1],
      cutoff: [IPL_CUTOFF_PER_SIGMA],
    }),
    density: 0.86,
    cutoffScheme: 'force-shifted at 1.48 σ',
    source: 'Hu & Tanaka, Nat. Commun. 16 (2025)',
  },
  {
    id: 'harmonic',
    label: 'packing of harmonic discs',
    ...PACKING,
    potential: { form: 'harmonic', epsilon: OF_ALL_PAIRS(1), sigma: DISC_CONTACT, cutoff: DISC_CONTACT },
    perParticle: {
      potential: { form: 'harmonic', epsilon: OF_ALL_PAIRS(1), sigma: OF_ALL_PAIRS(1), cutoff: OF_ALL_PAIRS(1) },
      nonAdditivity: 0,
      use: 'automatic',
    },
    source: 'Durian, Phys. Rev. Lett. 75, 4780 (1995); O’Hern et al., Phys. Rev. E 68, 011306 (2003)',
  },
  {
    id: 'hertzian',
    label: 'packing of Hertzian discs',
    ...PACKING,
    potential: { form: 'hertzian', epsilon: OF_ALL_PAIRS(1), sigma: DISC_CONTACT, cutoff: DISC_CONTACT },
    perParticle: {
      potential: { form: 'hertzian', epsilon: OF_ALL_PAIRS(1), sigma: OF_ALL_PAIRS(1), cutoff: OF_ALL_PAIRS(1) },
      nonAdditivity: 0,
      use: 'automatic',
    },
    source: 'O’Hern et al., Phys. Rev. E 68, 011306 (2003)',
  },
  {
    id: 'polydisperse',
    label: '2D polydisperse r⁻¹² glass',
    species: [{ name: 'A', mass: 1, fraction: 1, diameter: 1 }],
    potential: POLYDISPERSE_POTENTIAL,
    perParticle: {
      potential: POLYDISPERSE_POTENTIAL,
      nonAdditivity: 0.2,
      use: 'required',
      distribution: { exponent: -3, least: 0.7246, largest: 1.6131 },
    },
    density: 1,
    cutoffScheme: 'smoothed at 1.25 σ_ij (u, u′ and u″ continuous)',
    source: 'Ninarello, Berthier & Coslovich, Phys. Rev. X 7, 021039 (2017), in two dimensions',
  },
];

/** Ids of all models, in the order they are offered. */
export function modelIds(): string[] {
  return MODELS.map(({ id }) => id);
}

/** The model with that id; throws `BadInput` naming the known ones. */
export function modelById(id: string): Model {
  const model = MODELS.find((each) => each.id === id);
  if (model === undefined) throw new BadInput(`unknown model ${quoted(id)}; known models: ${modelIds().join(', ')}`);
  return model;
}
