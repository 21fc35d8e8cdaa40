import type { Energetics, NativeSample } from '../../addon.ts';
import { boxArea, type Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/model.ts';
import { contactDiameters } from '../../models/packing-fraction.ts';
import { type ContactGraph, contactGraph } from './contact-graph.ts';
import type { PackingReport } from '../report/packing-report.ts';
import { rattlers } from './rattlers.ts';

/** U/N (ε) below which nothing is compressed: what a minimisation to max|F| ≤ 1e-11 leaves of loose contacts is 1e-22. */
const LEAST_ENERGY_PER_PARTICLE = 1e-16;

/** A sample in its minimum, of a model for which `isContactModel` holds. */
export interface PackedSample {
  sample: Pick<NativeSample, 'particles' | 'interactions'>;
  configuration: Pick<Configuration, 'box' | 'species' | 'sizes'>;
  model: Model;
  /** At the same positions. */
  energetics: Pick<Energetics, 'energy' | 'stress'>;
  /** max|F| that it was minimised to, ε/σ. */
  forceTolerance: number;
}

/** φ = Σ π d²/4 / V over all particles, overlaps counted twice. */
export function packingFractionOf({ configuration, model }: Pick<PackedSample, 'configuration' | 'model'>): number {
  const { box, species, sizes } = configuration;
  const ofSpecies = contactDiameters(model);
  const areas = species.reduce((sum, kind, index) => sum + (sizes?.diameters[index] ?? ofSpecies[kind]) ** 2, 0);
  return ((Math.PI / 4) * areas) / boxArea(box);
}

function meanOf(values: Float64Array) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 1 − r/σ of each contact. */
function overlapsOf({ separations, reaches }: ContactGraph) {
  return reaches.map((reach, at) => 1 - Math.hypot(separations[2 * at], separations[2 * at + 1]) / reach);
}

/** Contacts both of whose particles belong to the backbone. */
function backboneContacts({ pairs }: ContactGraph, loose: readonly number[]) {
  const left = new Set(loose);
  let count = 0;
  for (let at = 0; at < pairs.length; at += 2) if (!left.has(pairs[at]) && !left.has(pairs[at + 1])) count++;
  return count;
}

/**
 * Contacts, pressure and packing fraction of a sample in its minimum. One that is not jammed (U/N < 1e-16 ε, or no
 * particle held on all sides) has no backbone, and what is defined on it is null.
 */
export function packingReport(packed: PackedSample): PackingReport {
  const { sample, energetics, forceTolerance } = packed;
  const { particles } = sample;
  const [xx, , yy] = energetics.stress;
  const graph = contactGraph(sample, forceTolerance);
  const contacts = graph.forces.length;
  const loose = rattlers(graph);
  const jammed = loose.length < particles && energetics.energy / particles >= LEAST_ENERGY_PER_PARTICLE;
  const backbone = jammed ? particles - loose.length : 0;
  const number = jammed ? (2 * backboneContacts(graph, loose)) / backbone : null;
  const overlaps = overlapsOf(graph);
  return {
    jammed,
    packingFraction: packingFractionOf(packed),
    // Not −0 where nothing presses.
    pressure: (0 - xx - yy) / 2,
    contacts,
    contactNumber: (2 * contacts) / particles,
    rattlers: particles - backbone,
    backbone,
    backboneContactNumber: number,
    excessContacts: number === null ? null : number - (4 - 2 / backbone),
    meanStiffness: contacts === 0 ? null : meanOf(graph.stiffnesses),
    overlap:
      contacts === 0
        ? null
        : { mean: meanOf(overlaps), max: overlaps.reduce((most, overlap) => Math.max(most, overlap), 0) },
    ...(jammed ? {} : { reason: 'the packing is not jammed: no particle is held by its neighbours' }),
  };
}
