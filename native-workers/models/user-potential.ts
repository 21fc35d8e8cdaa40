import { LRUCache } from 'lru-cache';
import type { CutoffScheme, PotentialSpec } from '../addon.ts';
import { BadInput } from '../text/bad-input.ts';
import { differentiable } from './expression.ts';
import type { Model, ModelSpecies } from './model.ts';
import { type Cutoff, cutOff, type PairFunction } from './cut-off.ts';
import { planTabulation, refusePair, tabulate } from './tabulate.ts';
import { type UserModel, userModelSchema, type UserPotential } from './user-model.ts';

/** Prefix of the ids of user-defined models. */
const PREFIX = 'user:';
/** Fractions as written sum to 1 but for rounding. */
const SHARE_ROUNDING = 1e-9;
/** Distances over which the typical energy of a pair is looked for, in mean spacings. */
const USUAL_DISTANCE = 0.9;
const DISTANCES = 64;

/** Values of every ordered pair of species, row-major, from a number for all or one for each. */
function pairMatrix(given: number | Record<string, number>, species: readonly string[], field: string) {
  if (typeof given === 'number') return Array.from({ length: species.length ** 2 }, () => given);
  const wanted = species.flatMap((a, i) => species.slice(i).map((b) => `${a}-${b}`));
  const found = new Map<string, number>();
  for (const [key, value] of Object.entries(given)) {
    const name = [key, key.split('-').reverse().join('-')].find((each) => wanted.includes(each));
    if (name === undefined)
      throw new BadInput(`no pair '${key}'; the pairs of species are ${wanted.join(', ')}`, { field });
    if (found.has(name)) throw new BadInput(`pair ${name} is given twice`, { field });
    found.set(name, value);
  }
  const value = (a: string, b: string) => {
    const known = found.get(`${a}-${b}`) ?? found.get(`${b}-${a}`);
    if (known === undefined)
      throw new BadInput(`no value for pair ${a}-${b}; give one for each of ${wanted.join(', ')}`, { field });
    return known;
  };
  return species.flatMap((a) => species.map((b) => value(a, b)));
}

/** φ of each ordered pair of species, row-major, with its parameters put in; not shifted. */
export function pairFunctions({ expression, parameters }: UserPotential, species: readonly string[]): PairFunction[] {
  const phi = differentiable(expression, Object.keys(parameters));
  const matrices = Object.entries(parameters).map(
    ([name, given]) => [name, pairMatrix(given, species, `model.potential.parameters.${name}`)] as const,
  );
  return Array.from({ length: species.length ** 2 }, (_, at) => {
    const values = Object.fromEntries(matrices.map(([name, matrix]) => [name, matrix[at]]));
    return {
      value: (r) => phi.value(r, values),
      first: (r) => phi.first(r, values),
      second: (r) => phi.second(r, values),
    };
  });
}

/** Largest |u| between the usual distance of neighbours and the cutoff: the scale of the pair's energy. */
function typicalEnergy(f: PairFunction, cutoff: Cutoff, spacing: number) {
  const { distance } = cutoff;
  const from = Math.min(USUAL_DISTANCE * spacing, USUAL_DISTANCE * distance);
  const u = cutOff(f, cutoff);
  let largest = 0;
  for (let k = 0; k < DISTANCES; k++) {
    const r = from + ((distance - from) * k) / DISTANCES;
    largest = Math.max(largest, Math.abs(u.value(r)));
  }
  return largest;
}

function potentialOf({ potential, density }: UserModel, species: readonly ModelSpecies[]): PotentialSpec {
  const names = species.map(({ name }) => name);
  const cutoff = pairMatrix(potential.cutoff, names, 'model.potential.cutoff');
  if (!cutoff.every((r) => r > 0))
    throw new BadInput('a cutoff is a positive distance', { field: 'model.potential.cutoff' });
  const { scheme = 'force-shifted' } = potential;
  const cutoffs = cutoff.map((distance): Cutoff => ({ distance, scheme }));
  const functions = pairFunctions(potential, names);
  const meanDiameter = species.reduce((sum, { diameter, fraction }) => sum + diameter * fraction, 0);
  const plans = functions.map((f, at) => {
    const [a, b] = [species[Math.floor(at / names.length)], species[at % names.length]];
    const spacing = ((a.diameter + b.diameter) / 2 / meanDiameter) * density ** -0.5;
    const energy = typicalEnergy(f, cutoffs[at], spacing);
    const pair = `${a.name}-${b.name}`;
    if (!(energy > 0)) refusePair(pair, `it is ${energy === 0 ? 'zero' : 'not finite'} up to the cutoff`);
    return planTabulation(pair, f, cutoffs[at], energy);
  });
  const intervals = Math.max(...plans.map((plan) => plan.intervals));
  // At least as many intervals as a pair needs: those of one table share a number.
  const nodes = functions.map((f, at) => tabulate(f, plans[at].first, cutoffs[at], intervals));
  const together = (part: 'value' | 'slope' | 'curvature'): Float64Array =>
    new Float64Array(nodes.flatMap((pair) => [...pair[part]]));
  return {
    form: 'tabulated',
    // Where it is force-shifted, as always unless said otherwise, the specification stays what it was.
    ...(potential.scheme === undefined ? {} : { scheme }),
    points: intervals + 1,
    first: plans.map((plan) => plan.first),
    cutoff,
    value: together('value'),
    slope: together('slope'),
    curvature: together('curvature'),
  };
}

function speciesOf({ species }: UserModel): ModelSpecies[] {
  const place = { field: 'model.species' };
  const names = species.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new BadInput('two species have one name', place);
  const given = species.filter(({ fraction }) => fraction !== undefined).length;
  if (given !== 0 && given !== species.length)
    throw new BadInput('give the fraction of every species, or of none for equal shares', place);
  const equal = 1 / species.length;
  const sum = species.reduce((total, { fraction = equal }) => total + fraction, 0);
  if (Math.abs(sum - 1) > SHARE_ROUNDING)
    throw new BadInput(`the fractions sum to ${Number(sum.toPrecision(10))}; expected 1`, place);
  return species.map(({ name, mass, diameter, fraction = equal }) => ({ name, mass, diameter, fraction }));
}

/** What is known of the ends of u beside its scheme's name. */
const SCHEME_NOTES: Readonly<Record<CutoffScheme, string>> = {
  'force-shifted': '',
  'potential-shifted': ' (the force jumps)',
  smoothed: ' (u, u′ and u″ continuous)',
  plain: ' (energy and force jump)',
};

function describeCutoff({ potential, diameters }: UserModel) {
  const { cutoff, scheme = 'force-shifted' } = potential;
  const unit = diameters === undefined ? 'σ' : 'σ_ij';
  const distances =
    typeof cutoff === 'number'
      ? `${cutoff} ${unit}`
      : Object.entries(cutoff)
          .map(([pair, r]) => `${r} ${unit} (${pair})`)
          .join(', ');
  return `${scheme === 'plain' ? 'cut' : scheme} at ${distances}${SCHEME_NOTES[scheme]}`;
}

function build(definition: UserModel): Model {
  const species = speciesOf(definition);
  const potential = potentialOf(definition, species);
  const { diameters } = definition;
  return {
    id: `${PREFIX}${definition.name}`,
    label: definition.name,
    species,
    potential,
    ...(diameters === undefined ? {} : { perParticle: { potential, ...diameters, use: 'required' } }),
    density: definition.density,
    cutoffScheme: describeCutoff(definition),
    source: `φ(r) = ${definition.potential.expression}`,
    definition,
  };
}

/** The models that stay built: one sample asks for its model several times, and a table takes a while. */
const built = new LRUCache<string, Model>({ max: 8 });

/**
 * A user-defined model: its expression parsed, differentiated symbolically, checked and tabulated. The same definition
 * gives the same tables. Throws `BadInput` naming the field for anything invalid in it.
 */
export function userModel(definition: UserModel): Model {
  const key = JSON.stringify(userModelSchema.parse(definition));
  const model = built.get(key) ?? build(definition);
  built.set(key, model);
  return model;
}
