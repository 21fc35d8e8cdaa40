import { BadInput, type InputPlace } from '../text/bad-input.ts';
import { listed, quoted, shortened } from '../text/quoted.ts';
import { rangeText, type SizeSummary, sizeSummary } from './particle-sizes.ts';
import { modelOf } from './model-of.ts';
import { type Model, modelById, modelIds } from './registry.ts';
import { dispersityOf } from './size-distribution.ts';
import { speciesBySize } from './species-by-size.ts';
import type { ModelReference, UserModel } from './user-model.ts';

/** Types and density of a configuration, before a model gives the types a meaning. */
export interface Composition {
  /** Type labels as the file has them, sorted. */
  labels: readonly string[];
  /** Particles of each label. */
  counts: readonly number[];
  /** Number density N/V, σ⁻². */
  density: number;
  /** Of each particle, where the file has a column of them. */
  diameters?: Float64Array | undefined;
  /** The one diameter of the particles of each label, where the file says it. */
  sizes?: readonly number[] | null;
}

/** A model and the species of each type label. */
export interface ModelChoice {
  model: Model;
  /** Species index of each label, in the order of the labels. */
  species: number[];
  /** What was concluded and not asked for, as a sentence; null when model and types were both given. */
  guess: string | null;
}

/** Largest departure of a species' share from the model's, of the whole, at which a model is still recognised. */
const SHARE_TOLERANCE = 0.02;
/** Largest relative departure from the density that the model is studied at. */
const DENSITY_TOLERANCE = 0.02;
/** More distinct diameters than this are no species. */
const MOST_SIZES_OF_SPECIES = 16;
/**
 * Departures of a polydisperse sample from the distribution of its model: of N = 100 particles drawn from it the
 * dispersity scatters by 0.01, the mean by 0.02 and the density N d̄²/V by 0.05.
 */
const DISPERSITY_TOLERANCE = 0.03;
const SIZED_DENSITY_TOLERANCE = 0.1;

function particlesOf({ counts }: Composition) {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Diameters in a few numbers, where they are more than a few species have. */
function polydispersity({ diameters }: Composition) {
  if (diameters === undefined || new Set(diameters).size <= MOST_SIZES_OF_SPECIES) return null;
  return sizeSummary({ diameters, nonAdditivity: 0 });
}

/** Whether sizes and density are those of a polydisperse model, in whatever unit of length. */
function sizesFit({ density, perParticle }: Model, composition: Composition, { mean, dispersity }: SizeSummary) {
  const { distribution } = perParticle ?? {};
  if (distribution === undefined) return false;
  return (
    Math.abs(dispersity - dispersityOf(distribution)) <= DISPERSITY_TOLERANCE &&
    Math.abs((composition.density * mean ** 2) / density - 1) <= SIZED_DENSITY_TOLERANCE
  );
}

/** `type 1: 50.0 %, type 2: 50.0 %; number density 0.8600`, and diameters where they are many. */
export function compositionText(composition: Composition): string {
  const { labels, counts, density } = composition;
  const total = particlesOf(composition);
  const types = listed(
    labels.map((label, at) => {
      const size = composition.sizes?.[at];
      const diameter = size === undefined ? '' : ` of diameter ${size.toPrecision(4)}`;
      return `type ${shortened(label)}: ${((100 * counts[at]) / total).toFixed(1)} %${diameter}`;
    }),
  );
  const sizes = polydispersity(composition);
  const polydisperse =
    sizes === null ? '' : `; diameters ${rangeText(sizes)}, dispersity ${(100 * sizes.dispersity).toFixed(1)} %`;
  return `${types}; number density ${density.toPrecision(4)}${polydisperse}`;
}

/** What only the user can tell, said in a message and as a question. */
function ambiguous(
  asks: 'model' | 'types',
  message: string,
  problem: string,
  composition: Composition,
  place: InputPlace,
) {
  const { labels, counts } = composition;
  const total = particlesOf(composition);
  const types = labels.map((label, at) => ({ label: shortened(label), share: counts[at] / total }));
  const { diameters } = composition;
  const sizes = diameters === undefined ? {} : { sizes: rangeText(sizeSummary({ diameters, nonAdditivity: 0 })) };
  return new BadInput(message, { ...place, field: `--${asks}`, question: { asks, problem, types, ...sizes } });
}

/** Whether a model says how many of each species there are; a user-defined one may leave it open. */
function statesShares({ definition }: Model) {
  return definition === undefined || definition.species.some(({ fraction }) => fraction !== undefined);
}

function sharesFit(model: Model, species: readonly number[], composition: Composition) {
  if (!statesShares(model)) return true;
  const total = particlesOf(composition);
  return model.species.every(({ fraction }, kind) => {
    const share = composition.counts.reduce((sum, count, at) => (species[at] === kind ? sum + count / total : sum), 0);
    return Math.abs(share - fraction) <= SHARE_TOLERANCE;
  });
}

/** `--types 1=A,2=B` for one model: every label of the file must be given one of the model's species. */
function speciesAsGiven(
  model: Model,
  types: Readonly<Record<string, string>>,
  labels: readonly string[],
  place: InputPlace,
) {
  const known = model.species.map((kind) => kind.name);
  const refuse = (message: string) => {
    throw new BadInput(message, { ...place, field: '--types' });
  };
  const unknownLabel = Object.keys(types).find((label) => !labels.includes(label));
  if (unknownLabel !== undefined)
    refuse(`the file has no type ${quoted(unknownLabel)}; its types are ${listed(labels)}`);
  return labels.map((label) => {
    if (!Object.hasOwn(types, label))
      refuse(`type ${quoted(label)} of the file is not mentioned; its types are ${listed(labels)}`);
    const kind = known.indexOf(types[label]);
    if (kind === -1)
      refuse(
        `type ${shortened(label)} is called ${quoted(types[label])}, but the species of model '${model.id}' are ${known.join(', ')}`,
      );
    return kind;
  });
}

/**
 * Ways to give the labels different species that the file does not contradict, best first: by name where the labels
 * are the species' names; else by size where the file tells sizes; else in sorted order where the shares allow it; else
 * the other orders whose shares fit. Where sizes that the file states contradict names, both are given.
 */
function plausibleSpecies(model: Model, composition: Composition): number[][] {
  const { labels } = composition;
  const names = model.species.map((kind) => kind.name);
  // Types say nothing where there is one species only and sizes are those of the particles.
  if (model.perParticle?.use === 'required' && names.length === 1) return [labels.map(() => 0)];
  const bySize = speciesBySize(model, labels, composition.sizes ?? null);
  const sized = bySize !== null && sharesFit(model, bySize, composition) ? bySize : null;
  if (labels.every((label) => names.includes(label))) {
    const named = labels.map((label) => names.indexOf(label));
    return sized === null || sized.join() === named.join() ? [named] : [named, sized];
  }
  if (labels.length !== names.length) return [];
  if (sized !== null) return [sized];
  const inOrder = labels.map((_, at) => at);
  if (sharesFit(model, inOrder, composition)) return [inOrder];
  return permutations(inOrder).filter((species) => sharesFit(model, species, composition));
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}

/** What was concluded of the types; null where they bear the names of their species. */
function typesGuess(model: Model, species: readonly number[], labels: readonly string[]) {
  const names = species.map((kind) => model.species[kind].name);
  if (names.every((name, at) => name === labels[at])) return null;
  return `types taken as ${labels.map((label, at) => `${label}=${names[at]}`).join(',')}`;
}

function speciesOf(model: Model, composition: Composition, place: InputPlace): Omit<ModelChoice, 'model'> {
  const { labels } = composition;
  const found = plausibleSpecies(model, composition);
  if (found.length === 1) return { species: found[0], guess: typesGuess(model, found[0], labels) };
  const share = (fraction: number) => (statesShares(model) ? ` ${(100 * fraction).toFixed(0)} %` : '');
  const wanted = model.species.map(({ name, fraction }) => `${name}${share(fraction)}`).join(', ');
  // The last one is that by size, where names say another.
  const likely = found.at(-1) ?? labels.map((_, at) => at % model.species.length);
  const example = labels.map((label, at) => `${shortened(label)}=${model.species[likely[at]].name}`);
  throw ambiguous(
    'types',
    `which type is which species of model '${model.id}' (${wanted}) cannot be told from the file (${compositionText(composition)}); ` +
      (labels.length < model.species.length && statesShares(model)
        ? `give the file a column of types; if no others are there, say it, e.g. --types ${listed(example, ',')}`
        : `say it, e.g. --types ${listed(example, ',')}`),
    `Which type is which species of the model cannot be told from the file: ${wanted} are expected.`,
    composition,
    place,
  );
}

/**
 * Models whose number of species, shares (2 % of the whole) and density (2 %) the file meets; where it has many different
 * diameters, those of whose distribution they are.
 */
function candidates(composition: Composition, { types, atHand = [] }: AskedModel) {
  const sizes = polydispersity(composition);
  const fits = (model: Model) => {
    if (sizes !== null) return sizesFit(model, composition, sizes);
    if (model.perParticle?.use === 'required') return false;
    return Math.abs(composition.density / model.density - 1) <= DENSITY_TOLERANCE;
  };
  return [...modelIds().map(modelById), ...atHand.map(modelOf)]
    .filter(fits)
    .flatMap((model) => {
      const asGiven = (label: string) => model.species.findIndex(({ name }) => name === types?.[label]);
      const found = types === undefined ? plausibleSpecies(model, composition) : [composition.labels.map(asGiven)];
      return found.map((species) => ({ model, species }));
    })
    .filter(({ model, species }) => !species.includes(-1) && sharesFit(model, species, composition));
}

/** What a user has said of the model. */
export interface AskedModel {
  model?: ModelReference | undefined;
  types?: Readonly<Record<string, string>> | undefined;
  /** User-defined models that the file may be of as well as of one of the registry. */
  atHand?: readonly UserModel[] | undefined;
}

/**
 * The model and the species of each type, as asked for (`--model`, `--types`), or concluded where only one answer
 * fits: the model by number of types, their shares (within 2 % of the whole; a user-defined model may state none) and
 * number density (within 2 %); the types by name, by size, by sorted order, or by their shares. Throws `BadInput` with what was
 * found where it is ambiguous.
 */
export function chooseModel(composition: Composition, asked: AskedModel, place: InputPlace = {}): ModelChoice {
  if (asked.model !== undefined) {
    const model = modelOf(asked.model);
    if (asked.types === undefined) return { model, ...speciesOf(model, composition, place) };
    return { model, species: speciesAsGiven(model, asked.types, composition.labels, place), guess: null };
  }
  const found = candidates(composition, asked);
  if (found.length === 1) {
    const [{ model, species }] = found;
    const types = typesGuess(model, species, composition.labels);
    const also = types === null ? '' : `, ${types}`;
    const by = polydispersity(composition) === null ? 'composition and density' : 'diameters and density';
    return { model, species, guess: `model taken as ${model.id}${also} (by ${by})` };
  }
  throw ambiguous(
    'model',
    `the model cannot be told from the file (${compositionText(composition)}); say which: --model ${modelIds().join('|')}|FILE.json`,
    `The model cannot be told from the file (number density ${composition.density.toPrecision(4)}${polydispersity(composition) === null ? '' : ', many different diameters'}).`,
    composition,
    place,
  );
}
