import type { CutoffScheme } from '../addon.ts';
import { BadInput } from '../text/bad-input.ts';
import { type Box, boxArea, type Configuration } from './configuration.ts';
import type { Model } from '../models/registry.ts';
import { findCoincidence } from './coincidence.ts';
import { largestCutoff, pairPotential } from './pair-potential.ts';
import { meanDiameter, sizeSummary } from '../models/particle-sizes.ts';

/** A configuration the kernels can take, and what a user should know of it. */
export interface CheckedConfiguration {
  /** The same configuration; its tilt reduced to |xy| ≤ lx/2. Arrays are shared with the input. */
  configuration: Configuration;
  /** Oddities that do not stop the analysis, as sentences. */
  notes: string[];
}

/** Four particles are the least that can form a square; below it modes and tessellation mean nothing. */
const MIN_PARTICLES = 4;
/** Density beside the model's own, as a ratio, outside which the file is probably in other units. */
const USUAL_DENSITY_RATIO = { least: 0.8, most: 1.25 };
/** Departure of a species' share from the model's that is worth a note. */
const UNUSUAL_SHARE = 0.1;

/**
 * The same lattice of images with the smallest tilt: adding a to b changes nothing, so xy is reduced by whole lx
 * into |xy| ≤ lx/2. Positions need no change.
 */
export function reduceTilt(box: Box): Box {
  const turns = Math.round(box.xy / box.lx);
  return turns === 0 ? box : { ...box, xy: box.xy - turns * box.lx };
}

/** Distances between opposite sides of the box: [across the sides along b, across the sides along a]. */
export function perpendicularWidths(box: Box): [number, number] {
  return [boxArea(box) / Math.hypot(box.xy, box.ly), box.ly];
}

/** Throws `BadInput` for a box without area or narrower than twice the largest distance of an interacting pair. */
export function checkBox(box: Box, model: Model, cutoff: number): void {
  for (const [name, value] of Object.entries({ lx: box.lx, ly: box.ly }))
    if (!(value > 0 && Number.isFinite(value)))
      throw new BadInput(`${name} is ${value}; a box has positive, finite edges`, { field: 'box' });
  if (!Number.isFinite(box.xy)) throw new BadInput(`tilt xy is ${box.xy}, expected a finite length`, { field: 'box' });
  const narrowest = Math.min(...perpendicularWidths(reduceTilt(box)));
  if (narrowest < 2 * cutoff)
    throw new BadInput(
      `the box is ${narrowest.toPrecision(6)} wide at its narrowest, under twice the cutoff ${cutoff.toPrecision(6)} of ` +
        `model '${model.id}': a particle would meet its own image; use a box at least ${(2 * cutoff).toPrecision(6)} wide`,
      { field: 'box' },
    );
}

function checkParticles(configuration: Configuration, model: Model) {
  const { ids, species, positions } = configuration;
  const particles = ids.length;
  if (species.length !== particles || positions.length !== 2 * particles)
    throw new BadInput(
      `${particles} ids, ${species.length} species and ${positions.length} coordinates; expected one species and two ` +
        'coordinates for each id',
    );
  if (particles < MIN_PARTICLES)
    throw new BadInput(`${particles} particles; an analysis needs at least ${MIN_PARTICLES}`);
  const known = model.species.map((kind) => kind.name).join(', ');
  for (let i = 0; i < particles; i++) {
    if (i > 0 && ids[i] <= ids[i - 1])
      throw new BadInput(`id ${ids[i]} follows id ${ids[i - 1]}; ids must be distinct and ascending`, { field: 'id' });
    if (species[i] >= model.species.length)
      throw new BadInput(
        `particle ${ids[i]} is of species ${species[i] + 1}, but model '${model.id}' has ${model.species.length} (${known})`,
        { field: 'type' },
      );
    for (const axis of [0, 1])
      if (!Number.isFinite(positions[2 * i + axis]))
        throw new BadInput(
          `${'xy'[axis]} of particle ${ids[i]} is ${positions[2 * i + axis]}, expected a finite number`,
          {
            field: 'xy'[axis],
          },
        );
  }
}

/** Throws `BadInput` naming the particle for a diameter that is none. */
function checkSizes({ ids, sizes }: Configuration) {
  if (sizes === undefined) return;
  const { diameters, nonAdditivity } = sizes;
  if (diameters.length !== ids.length)
    throw new BadInput(`${diameters.length} diameters of ${ids.length} particles`, { field: 'diameter' });
  const wrong = diameters.findIndex((diameter) => !(diameter > 0 && Number.isFinite(diameter)));
  if (wrong !== -1)
    throw new BadInput(
      `the diameter of particle ${ids[wrong]} is ${diameters[wrong]}, expected a positive, finite number`,
      { field: 'diameter' },
    );
  if (!(nonAdditivity >= 0 && Number.isFinite(nonAdditivity)))
    throw new BadInput(`a non-additivity of ${nonAdditivity}; expected 0 or above`, { field: 'non-additivity' });
  const { mean, min, max } = sizeSummary(sizes);
  if (nonAdditivity * (max - min) >= mean)
    throw new BadInput(
      `a non-additivity of ${nonAdditivity} leaves a pair of diameters ${min} and ${max} no size: ` +
        `σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄) needs ε below ${(mean / (max - min)).toPrecision(4)} here`,
      { field: 'non-additivity' },
    );
}

/** What is to be known of the schemes that leave a jump at the cutoff. */
const FORCE_JUMPS = new Set<CutoffScheme | undefined>(['potential-shifted', 'plain']);

/** Mean diameter of the particles in that of the model's species; 1 where they have none of their own. */
function sizeRatio({ sizes }: Configuration, { species }: Model) {
  if (sizes === undefined) return 1;
  return meanDiameter(sizes) / species.reduce((sum, { fraction, diameter }) => sum + fraction * diameter, 0);
}

function notesOn(configuration: Configuration, model: Model) {
  const notes: string[] = [];
  const particles = configuration.ids.length;
  const density = particles / boxArea(configuration.box);
  const ratio = (density / model.density) * sizeRatio(configuration, model) ** 2;
  if (ratio < USUAL_DENSITY_RATIO.least || ratio > USUAL_DENSITY_RATIO.most)
    notes.push(
      `Number density ${density.toPrecision(4)} is far from ${model.density}, at which model '${model.id}' is studied; ` +
        'is the file in other units, or the model another one?',
    );
  if (FORCE_JUMPS.has(pairPotential(configuration, model).scheme))
    notes.push('The force jumps at the cutoff: the Hessian and G are formal.');
  model.species.forEach((kind, index) => {
    const count = configuration.species.filter((each) => each === index).length;
    if (Math.abs(count / particles - kind.fraction) > UNUSUAL_SHARE)
      notes.push(
        `${((100 * count) / particles).toFixed(1)} % of the particles are of species ${kind.name}; ` +
          `model '${model.id}' has ${(100 * kind.fraction).toFixed(1)} %.`,
      );
  });
  return notes;
}

/**
 * Everything the kernels take for granted, checked once. Throws `BadInput` for a box without area or under twice the
 * cutoff (perpendicular widths of the reduced box), fewer than four particles, arrays that do not fit together, ids
 * not ascending, species outside the model, coordinates that are not finite, two particles on one spot, diameters that
 * are none, that the model does not take, or that it lacks. An unusual density or composition and a force that jumps at
 * the cutoff are only noted.
 */
export function checkConfiguration(configuration: Configuration, model: Model): CheckedConfiguration {
  checkParticles(configuration, model);
  checkSizes(configuration);
  checkBox(configuration.box, model, largestCutoff(configuration, model));
  const { ids, positions } = configuration;
  const box = reduceTilt(configuration.box);
  const pair = findCoincidence(box, positions);
  if (pair !== null) {
    const { i, j } = pair;
    throw new BadInput(
      `particles ${ids[j]} and ${ids[i]} are on one spot (${positions[2 * j]}, ${positions[2 * j + 1]})`,
    );
  }
  const notes = notesOn(configuration, model);
  if (box !== configuration.box)
    notes.push(`The tilt xy = ${configuration.box.xy} was reduced to the equivalent ${box.xy}.`);
  return { configuration: { ...configuration, box }, notes };
}
