import { z } from 'zod';
import { BadInput } from '../../text/bad-input.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';
import { modelOf } from '../../models/model-of.ts';
import type { Model } from '../../models/registry.ts';
import { analysisIdentity } from '../report/analysis-identity.ts';
import { checkBox } from '../../configuration/check-configuration.ts';
import { latticeOf, type TriangularLattice } from './crystal-lattice.ts';
import { isContactModel } from '../../models/contact-model.ts';
import { contactDiameters, densityAtPackingFraction } from '../../models/packing-fraction.ts';
import { type Protocol, protocolOf, warmLattice } from './protocol-presets.ts';
import {
  type CrystalSettings,
  crystalSettingsSchema,
  type PackingSettings,
  packingSettingsSchema,
} from './protocol-settings.ts';
import { composition, squareBox } from './random-start.ts';
import type { SimulationSettings } from './simulation-settings.ts';

/** The way from nothing to the structure that is analysed. */
export type Preparation =
  /** Random start, minimised at once. */
  | { kind: 'instantaneous' }
  /** Random start, minimised at once; then, where the settings have a target, in steps of the packing fraction. */
  | { kind: 'packing'; packing: PackingSettings }
  /** Random start, push-off, equilibration, cooling, minimised. */
  | { kind: 'cooling'; protocol: Protocol }
  /** Lattice with sites removed, warmed by the protocol's temperature and time, minimised at once. */
  | { kind: 'lattice'; protocol: Protocol; lattice: TriangularLattice; crystal: CrystalSettings };

/** What the settings of a job come to: every number of a sample's preparation but its seed. */
export interface Simulation {
  model: Model;
  particles: number;
  /** Particles of each species. */
  counts: number[];
  box: Box;
  /** Of a crystal, whichever its route; null for a glass. */
  lattice: TriangularLattice | null;
  preparation: Preparation;
}

/** Particles of a glass unless given: the paper's number for its preset. */
const DEFAULT_PARTICLES = 4096;
const PAPER_PARTICLES = 8192;
/** Least mean spacing V/N^(1/2) of the particles in mean diameters: below it every pair overlaps its neighbour's core. */
const LEAST_SPACING_PER_DIAMETER = 0.5;
/** Shares as written sum to 1 but for rounding. */
const SHARE_ROUNDING = 1e-9;

function checkDensity({ model, particles, counts, box }: Omit<Simulation, 'lattice' | 'preparation'>) {
  const diameter = model.species.reduce((sum, { diameter }, kind) => sum + (diameter * counts[kind]) / particles, 0);
  const spacing = Math.sqrt(boxArea(box) / particles);
  if (spacing < LEAST_SPACING_PER_DIAMETER * diameter)
    throw new BadInput(
      `number density ${(particles / boxArea(box)).toPrecision(4)} cannot fit: the particles of model '${model.id}' would be ` +
        `${spacing.toPrecision(3)} σ apart, under half their mean diameter ${diameter.toPrecision(3)} σ; ` +
        `at most ${((LEAST_SPACING_PER_DIAMETER * diameter) ** -2).toPrecision(3)} σ⁻² can`,
      { field: 'density' },
    );
}

/** Throws `BadInput` for a model whose particles have sizes that it does not say. */
function checkSizesKnown({ id, perParticle }: Model) {
  if (perParticle?.use === 'required' && perParticle.distribution === undefined)
    throw new BadInput(
      `model '${id}' takes a diameter of each particle; say what they are drawn from: ` +
        '"diameters": {"distribution": {"exponent": -3, "least": 0.7246, "largest": 1.6131}}',
      { field: 'model.diameters.distribution' },
    );
}

/** The largest distance of an interacting pair that a sample may have. */
function widestCutoff({ potential, perParticle }: Model) {
  const size = perParticle?.use === 'required' ? (perParticle.distribution?.largest ?? 1) : 1;
  return Math.max(...potential.cutoff) * size;
}

/** The route of a crystal, or null for a glass. */
function crystalOf({ preset, crystal }: SimulationSettings, model: Model) {
  if (preset === 'instantaneous' || preset === 'packing') {
    if (crystal !== undefined)
      throw new BadInput(`a crystal is not prepared by the preset ${preset}; choose quick, standard or paper`, {
        field: 'crystal',
      });
    return null;
  }
  if (crystal === undefined) return model.id === 'crystal' ? crystalSettingsSchema.parse({}) : null;
  if (model.perParticle?.use === 'required')
    throw new BadInput(`a crystal has particles of one size, model '${model.id}' has many`, { field: 'crystal' });
  if (model.species.length !== 1)
    throw new BadInput(`a crystal has one species, model '${model.id}' has ${model.species.length}`, {
      field: 'crystal',
    });
  return crystal;
}

/** Throws `BadInput` for a model whose particles have no contact distance. */
function requireContactModel(model: Model, field: string, subject: string) {
  if (!isContactModel(model))
    throw new BadInput(
      `${subject} for models of particles that only repel, up to a contact distance where the force vanishes ` +
        `(harmonic, hertzian); the pairs of model '${model.id}' do not`,
      { field },
    );
}

/** Number density that settings come to, unless they give a box; `fractions`: share of each species. */
function densityOf({ density, packingFraction }: SimulationSettings, model: Model, fractions: readonly number[]) {
  if (packingFraction === undefined) return density ?? model.density;
  requireContactModel(model, 'packingFraction', 'a packing fraction is');
  const discs = contactDiameters(model).map((diameter, kind) => ({ diameter, fraction: fractions[kind] }));
  return densityAtPackingFraction(discs, packingFraction);
}

/** Refuses settings of the dynamics that a preparation would not look at. */
function refuseUnused({ protocol }: SimulationSettings, used: readonly string[], why: string) {
  // These have a value whether given or not.
  const always = ['checkpointInterval', 'traceInterval', 'precision'];
  for (const [field, value] of Object.entries(protocol))
    if (value !== undefined && !used.includes(field) && !always.includes(field))
      throw new BadInput(why, { field: `protocol.${field}` });
}

function preparationOf(
  settings: SimulationSettings,
  model: Model,
  crystal: CrystalSettings | null,
  lattice: TriangularLattice | null,
): Preparation {
  const { preset, protocol } = settings;
  if (preset === 'instantaneous') {
    refuseUnused(settings, [], 'the preset instantaneous has no dynamics; choose quick, standard or paper');
    return { kind: 'instantaneous' };
  }
  if (preset === 'packing') {
    refuseUnused(settings, [], 'the preset packing has no dynamics; choose quick, standard or paper');
    requireContactModel(model, 'preset', 'the preset packing is');
    return { kind: 'packing', packing: settings.packing ?? packingSettingsSchema.parse({}) };
  }
  if (crystal === null || lattice === null || crystal.route === 'slow-cooling')
    return { kind: 'cooling', protocol: protocolOf(protocol, model, preset) };
  refuseUnused(
    settings,
    ['timeStep', 'thermostat'],
    'the lattice route is not cooled; its temperature and time are crystal.temperature and crystal.time',
  );
  return { kind: 'lattice', protocol: warmLattice(protocol, crystal), lattice, crystal };
}

/** The model with the user's shares of the species in place of its own. */
function withComposition(model: Model, shares: SimulationSettings['composition']) {
  if (shares === undefined) return model;
  const place = { field: 'composition' };
  const known = model.species.map(({ name }) => name);
  for (const name of Object.keys(shares))
    if (!known.includes(name))
      throw new BadInput(`model '${model.id}' has no species '${name}'; its species are ${known.join(', ')}`, place);
  for (const name of known)
    if (!Object.hasOwn(shares, name))
      throw new BadInput(`species ${name} has no share; give one for each of ${known.join(', ')}`, place);
  const sum = known.reduce((total, name) => total + shares[name], 0);
  if (Math.abs(sum - 1) > SHARE_ROUNDING)
    throw new BadInput(`the shares sum to ${Number(sum.toPrecision(10))}; expected 1`, place);
  return { ...model, species: model.species.map((kind) => ({ ...kind, fraction: shares[kind.name] })) };
}

/**
 * What the settings come to, every default filled in. Throws `BadInput` naming the field for what cannot be: shares
 * that are none, a density that cannot fit, a box under twice the cutoff, a lattice that its numbers do not fill, a
 * schedule that does not cool. Needs no kernel.
 */
export function simulationOf(settings: SimulationSettings): Simulation {
  const model = withComposition(modelOf(settings.model), settings.composition);
  if (settings.packing !== undefined && settings.preset !== 'packing')
    throw new BadInput(`the preset ${settings.preset} does not look at it; choose the preset packing`, {
      field: 'packing',
    });
  const crystal = crystalOf(settings, model);
  const lattice =
    crystal === null
      ? null
      : latticeOf(
          crystal,
          settings.particles,
          densityOf(
            settings,
            model,
            model.species.map(({ fraction }) => fraction),
          ),
          settings.box,
        );
  const particles =
    lattice === null || crystal === null
      ? (settings.particles ?? (settings.preset === 'paper' ? PAPER_PARTICLES : DEFAULT_PARTICLES))
      : lattice.columns * lattice.rows - crystal.vacancies;
  const counts = composition(model, particles);
  const [lx, ly] = settings.box ?? [0, 0];
  const square = () =>
    squareBox(
      particles,
      densityOf(
        settings,
        model,
        counts.map((count) => count / particles),
      ),
    );
  const box = lattice?.box ?? (settings.box === undefined ? square() : { lx, ly, xy: 0 });
  model.species.forEach(({ name, fraction }, kind) => {
    if (fraction > 0 && counts[kind] === 0)
      throw new BadInput(`a share of ${fraction} of ${particles} particles leaves none of species ${name}`, {
        field: 'composition',
      });
  });
  const sample = { model, particles, counts, box };
  checkDensity(sample);
  checkSizesKnown(model);
  checkBox(box, model, widestCutoff(model));
  return { ...sample, lattice, preparation: preparationOf(settings, model, crystal, lattice) };
}

/**
 * What a sample depends on besides its seed and the build, as JSON: two jobs of the same definition and seed make the
 * same samples, whatever their configuration files left to the defaults.
 */
export function sampleDefinition(settings: SimulationSettings): Record<string, z.core.util.JSONType> {
  const { particles, counts, box, preparation } = simulationOf(settings);
  const analysis = analysisIdentity(settings.analysis);
  const definition = { model: settings.model, particles, counts, box, preparation, analysis };
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(definition)));
}
