import type { Control } from '../../../native-workers/addon.ts';
import { prepareGlass } from '../../../native-workers/analysis/preparation/prepare-glass.ts';
import { type Protocol, protocolOf } from '../../../native-workers/analysis/preparation/protocol-presets.ts';
import { protocolSettingsSchema } from '../../../native-workers/analysis/preparation/protocol-settings.ts';
import { randomStartIn } from '../../../native-workers/analysis/preparation/random-start.ts';
import { withDiameters } from '../../../native-workers/analysis/preparation/run-dynamics.ts';
import { sampleSeed } from '../../../native-workers/analysis/preparation/sample-seed.ts';
import { analysisSettingsSchema } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { enterStretch } from '../../../native-workers/analysis/run/sample-share.ts';
import { Interrupted } from '../../../native-workers/analysis/run/stage-clock.ts';
import { type Configuration, nearestImage } from '../../../native-workers/configuration/configuration.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { isContactModel } from '../../../native-workers/models/contact-model.ts';
import type { Model } from '../../../native-workers/models/model.ts';
import { modelOf } from '../../../native-workers/models/model-of.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { figureNumber } from '../../figures/marks/number-text.ts';
import type { FigureSampleArrays } from '../../figures/sample/figure-sample.ts';
import type { QuenchRequest } from '../movie-request.ts';
import type { MovieState, StateMotion } from '../painter/movie.ts';
import { descentStates } from './descent.ts';
import { formFor } from './quantity-form.ts';

/** Of a sample that was read from a file, which no seed belongs to. */
const FILE_SEED = 'movie';
/** Share of the work that a liquid is, and of the movie that states take; the rest shows the minimum. */
const LIQUID_SHARE = 0.4;
const MOVING_SHARE = 0.88;
/** Places of a minimum that was found again agree so far, σ. */
const SAME = 1e-6;

/** What is quenched, and what is said of it. */
interface QuenchStart {
  configuration: Configuration;
  title: string;
  /** Whether the quench should end in the stored structure. */
  isOwn: boolean;
}

function countsOf(species: Uint8Array, kinds: number) {
  const counts = new Array<number>(kinds).fill(0);
  for (const kind of species) counts[kind] += 1;
  return counts;
}

/** Particles of the sample's species and sizes, in its box, where its seed, or another, throws them. */
function randomParticles({ ids, species, box, sizes, seed }: FigureSampleArrays, model: Model): Configuration {
  const own = seed ?? sampleSeed(FILE_SEED, 0);
  const { positions } = randomStartIn({ model, counts: countsOf(species, model.species.length), box }, own);
  return { ids, species, positions, box, ...(sizes === undefined ? {} : { sizes }) };
}

/** The dynamics of the liquid: that of the sample's preparation up to its cooling, or of the preset quick. */
function liquidProtocol({ report }: FigureSampleArrays, model: Model, { temperature, time }: QuenchRequest): Protocol {
  const record = report.provenance.preparation;
  const dynamics = record?.kind === 'cooling' ? record.dynamics : null;
  const settings = protocolSettingsSchema.parse({
    temperature: temperature ?? dynamics?.temperature,
    equilibrationTime: time ?? dynamics?.equilibrationTime,
    timeStep: dynamics?.timeStep,
    checkpointInterval: dynamics?.checkpointInterval,
  });
  // The preset's schedule has to fall from the temperature; nothing of it is used.
  return { ...protocolOf({ ...settings, cooling: [{ to: 0, rate: 1 }] }, model, 'quick'), cooling: [] };
}

/** A sample that was minimised at once from a random start, which its seed gives again; no dynamics lies between. */
function startedAtRandom({ report, seed }: FigureSampleArrays) {
  const record = report.provenance.preparation;
  if (seed === null || record === undefined) return false;
  return record.kind === 'instantaneous' || (record.kind === 'packing' && record.packing?.target === null);
}

function startOf(
  arrays: FigureSampleArrays,
  model: Model,
  request: QuenchRequest,
  control: Control | undefined,
): QuenchStart {
  const random = randomParticles(arrays, model);
  const wantsLiquid = request.temperature !== undefined || request.time !== undefined;
  if (!wantsLiquid && startedAtRandom(arrays))
    return { configuration: random, title: 'from the random start of this sample', isOwn: true };
  if (isContactModel(model) && !wantsLiquid)
    return { configuration: random, title: 'from a random start in this sample’s box', isOwn: false };
  const protocol = liquidProtocol(arrays, model, request);
  const seed = arrays.seed ?? sampleSeed(FILE_SEED, 0);
  const { positions, diameters } = prepareGlass(random, model, protocol, seed, {
    control,
    shareOfDynamics: LIQUID_SHARE,
  });
  return {
    configuration: { ...withDiameters(random, diameters), positions },
    title: `a new liquid at T = ${figureNumber(protocol.temperature)} ε/k_B, quenched at once (not how this sample was made)`,
    isOwn: false,
  };
}

/** Largest distance between places, up to a common displacement and the images of the cell. */
function differs(box: Configuration['box'], here: Float64Array, there: Float64Array) {
  let largest = 0;
  for (let at = 0; at < here.length; at += 2) {
    const [dx, dy] = nearestImage(box, here[at] - there[at], here[at + 1] - there[at + 1]);
    largest = Math.max(largest, Math.hypot(dx, dy));
  }
  return largest;
}

/** A quench, with where its particles begin and how large they are. */
export interface QuenchMotion {
  motion: StateMotion;
  start: Float64Array;
  diameters: Float64Array;
  /** Whether it ends in the stored structure. */
  isOwn: boolean;
}

/**
 * States of a quench. Of a sample that was minimised from a random start it is its own, found again from its seed; of any
 * other the parent liquid is not stored, and a liquid of the same particles in the same box is prepared and quenched, which
 * ends in another minimum. Throws `BadInput` where a model's own temperature is not known.
 */
export function quenchMotion(
  arrays: FigureSampleArrays,
  request: QuenchRequest,
  control: Control | undefined,
): QuenchMotion {
  const model = modelOf(arrays.model);
  const { configuration, title, isOwn } = startOf(arrays, model, request, control);
  const { box, positions: start, sizes } = configuration;
  const { forceTolerance, maxEvaluations } = analysisSettingsSchema.loose().parse(arrays.report.provenance.settings);
  const { states: found, arrived } = descentStates(
    sampleSpec(configuration, model),
    { forceTolerance: Math.min(forceTolerance, 1e-6), maxEvaluations },
    request.states,
    {
      stage: 'quench',
      control,
      onProgress: (share) => enterStretch(control, LIQUID_SHARE + (1 - LIQUID_SHARE) * share, 1),
    },
  );
  const last = found[found.length - 1];
  if (!arrived)
    throw new Interrupted(
      'not-converged',
      'quench',
      `max|F| is ${last.maxForce.toExponential(2)} after ${last.evaluations} force evaluations`,
    );
  if (isOwn && !(differs(box, last.positions, arrays.positions) <= SAME))
    throw new BadInput(
      'the random start of this sample does not lead to it again: another build of Keycore, or other kernels, made it. ' +
        'Give the temperature of a liquid to quench',
      { field: 'temperature' },
    );
  const size = start.length;
  const displacements = new Float32Array(found.length * size);
  found.forEach(({ positions }, state) => {
    for (let at = 0; at < size; at += 2)
      displacements.set(
        nearestImage(box, positions[at] - start[at], positions[at + 1] - start[at + 1]),
        state * size + at,
      );
  });
  const particles = size / 2;
  const states = found.map(({ evaluations, energy, maxForce }, at): MovieState => ({
    share: (MOVING_SHARE * at) / Math.max(1, found.length - 1),
    gradient: [0, 0, 0, 0],
    values: [energy / particles, maxForce, evaluations],
    phase: at === found.length - 1 ? 'minimum' : 'quench',
  }));
  const motion: StateMotion = {
    kind: 'quench',
    title,
    quantities: [
      { label: 'U/N', unit: 'ε', form: formFor([last.energy / particles]), even: false },
      { label: 'max|F|', unit: 'ε/σ', form: 'rounded', even: false },
      { label: 'force evaluations', unit: '', form: { decimals: 0 }, even: false },
    ],
    states,
    displacements,
    remarks: [],
  };
  return { motion, start, diameters: sizes?.diameters ?? arrays.diameters, isOwn };
}
