import type { Addon, Interactions, NativeHessian, NativeSample } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { isContactModel } from '../../models/contact-model.ts';
import type { Model } from '../../models/model.ts';
import { contactGraph } from '../packing/contact-graph.ts';
import { rattlers } from '../packing/rattlers.ts';
import type { StageClock } from '../run/stage-clock.ts';
import { type Backbone, backboneWithout, configurationOfBackbone } from './backbone.ts';
import { looseClusters } from './loose-clusters.ts';
import type { LooseReport } from '../report/loose-report.ts';
import { largestRigidClass, NULL_VECTORS } from './rigid-class.ts';

/** The two translations, which are zero modes of every sample. */
const TRANSLATIONS = 2;
/** Energy per particle, ε, below which particles that only repel do not press on each other. */
const NOT_JAMMED_BELOW = 1e-16;
/** Fewer particles are nothing to analyse. */
const LEAST_PARTICLES = 4;
/** What is left without loose particles may have some itself; one round is the rule, two where contacts are weak. */
const MAX_ROUNDS = 5;

/** A sample with its Hessian. */
export interface Ground {
  configuration: Configuration;
  sample: NativeSample;
  hessian: NativeHessian;
}

/** A sample that has been minimised, or is taken as it stands. */
export interface SearchedGround extends Ground {
  model: Model;
  energyPerParticle: number;
  /** max|F| of it, ε/σ. */
  maxForce: number;
  /** To which it was to be minimised. */
  forceTolerance: number;
}

/** What was found of a sample with more zero modes than the translations. */
export interface FoundBackbone {
  /** What the report says, but for `leftOut`. */
  report: Omit<LooseReport, 'leftOut'>;
  /** The rigid part; null where there is none. */
  backbone: (Ground & { part: Backbone }) | null;
}

/** Contacts tell who is held only at a minimum, where forces balance. */
function byContacts({ model, maxForce, forceTolerance }: SearchedGround) {
  return isContactModel(model) && maxForce <= Math.max(forceTolerance, 1e-9);
}

/** The sample without some particles. */
function groundWithout(
  { configuration, model }: SearchedGround,
  part: Backbone,
  kernels: Addon,
  clock: StageClock,
): Ground & { part: Backbone } {
  const reduced = configurationOfBackbone(part, configuration);
  const sample = new kernels.Sample(sampleSpec(reduced, model));
  return { part, configuration: reduced, sample, hessian: clock.hold(sample.hessian(clock.control)) };
}

/** Indices of the particles of a ground that do not move with its largest rigid body. */
function besidesRigidClass({ hessian }: Ground, clock: StageClock): number[] {
  const { particles } = hessian;
  const rigid = new Set(largestRigidClass(hessian.nullVectors(NULL_VECTORS, clock.control), particles));
  return Array.from({ length: particles }, (_, index) => index).filter((index) => !rigid.has(index));
}

/** Takes loose particles out until nothing but the translations is left; null where that leaves too little. */
function rigidPart(searched: SearchedGround, first: readonly number[], kernels: Addon, clock: StageClock) {
  const whole = searched.configuration.ids.length;
  const loose = new Set(first);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const part = backboneWithout(whole, loose);
    if (part === null || part.indices.length < LEAST_PARTICLES) return { loose, ground: null };
    const ground = groundWithout(searched, part, kernels, clock);
    if (ground.hessian.inertia.zero <= TRANSLATIONS) return { loose, ground };
    const further = besidesRigidClass(ground, clock);
    if (further.length === 0) return { loose, ground: null };
    for (const index of further) loose.add(part.indices[index]);
  }
  return { loose, ground: null };
}

function whyNone(notJammed: boolean, pairs: number) {
  if (notJammed) return 'the packing is not jammed: its particles do not press on each other (U/N < 1e-16 ε)';
  if (pairs === 0) return 'no particle has another one in reach: nothing interacts';
  return 'no four particles hold together as one rigid body';
}

/**
 * The particles that are free to move, and the rigid rest (docs/physics.md, "Loose particles"): rattlers by their
 * contacts in a minimum of particles that only repel, else what does not move with the largest rigid body in every zero
 * mode. Null where the translations are the only zero modes and, of a packing, every particle is held.
 */
export function findBackbone(searched: SearchedGround, kernels: Addon, clock: StageClock): FoundBackbone | null {
  const { configuration, sample, hessian, energyPerParticle, forceTolerance } = searched;
  const particles = configuration.ids.length;
  const contacts = byContacts(searched);
  if (!contacts && hessian.inertia.zero <= TRANSLATIONS) return null;
  const notJammed = contacts && energyPerParticle < NOT_JAMMED_BELOW;
  const everyone = Array.from({ length: particles }, (_, index) => index);
  const first = notJammed
    ? everyone
    : contacts
      ? rattlers(contactGraph(sample, forceTolerance))
      : besidesRigidClass(searched, clock);
  if (first.length === 0 && hessian.inertia.zero <= TRANSLATIONS) return null;
  const { loose, ground } = rigidPart(searched, first, kernels, clock);
  const indices = ground === null ? everyone : [...loose].sort((a, b) => a - b);
  const interactions: Interactions = sample.interactions();
  const idsOf = (rows: readonly number[]) => rows.map((index) => configuration.ids[index]);
  return {
    backbone: ground,
    report: {
      rule: contacts ? 'contacts' : 'null space',
      ids: idsOf(indices),
      clusters: looseClusters(interactions, indices, particles).map(({ indices: rows, why }) => ({
        ids: idsOf(rows),
        why,
      })),
      backbone: ground === null ? null : { n: ground.configuration.ids.length, zeroModes: ground.hessian.inertia.zero },
      notJammed,
      ...(ground === null ? { reason: whyNone(notJammed, interactions.pairs.length / 2) } : {}),
    },
  };
}
