import { z } from 'zod';
import { settingsIssues } from '../../native-workers/settings/parse-settings.ts';
import {
  type Preparation,
  type Simulation,
  simulationOf,
} from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { boxArea } from '../../native-workers/configuration/configuration.ts';
import { isContactModel } from '../../native-workers/models/contact-model.ts';
import { contactDiameters, packingFractionAtDensity } from '../../native-workers/models/packing-fraction.ts';
import { type Model, modelById, modelIds } from '../../native-workers/models/registry.ts';
import { swapRounds } from '../../native-workers/analysis/preparation/swap-rounds.ts';
import { parallelSamples, type SampleWork, TimeEstimate } from '../ensemble/time-estimate.ts';
import {
  type FilledSettings,
  type SettingsCheck,
  settingsCheckSchema,
  type SimulationForm,
  simulationFormSchema,
} from './simulation-contract.ts';

/** What the form is drawn from: the one schema of a configuration. */
export function describeSimulationForm(): SimulationForm {
  return simulationFormSchema.parse({
    schema: z.toJSONSchema(simulationSettingsSchema, { io: 'input' }),
    models: modelIds().map((id) => ({ id, label: modelById(id).label })),
  });
}

/** Steps of the dynamics of a sample, as far as they are known beforehand. */
function stepsOf(preparation: Preparation) {
  if (!('protocol' in preparation)) return null;
  const { timeStep, temperature, equilibrationTime, cooling } = preparation.protocol;
  const times = cooling.map(({ to, rate }, at) => ((at === 0 ? temperature : cooling[at - 1].to) - to) / rate);
  return Math.round(times.reduce((sum, time) => sum + time, equilibrationTime) / timeStep);
}

/** The packing fraction, of a model that has one. */
function settledPackingFraction(model: Model, counts: readonly number[], density: number) {
  if (!isContactModel(model)) return {};
  const particles = counts.reduce((sum, count) => sum + count, 0);
  const discs = contactDiameters(model).map((diameter, kind) => ({ diameter, fraction: counts[kind] / particles }));
  return { packingFraction: packingFractionAtDensity(discs, density) };
}

/** Every value that is settled, by the path of its field. */
function settledValues({ model, particles, counts, box, preparation }: Simulation): FilledSettings['values'] {
  const composition = Object.fromEntries(model.species.map(({ name }, kind) => [name, counts[kind] / particles]));
  const density = particles / boxArea(box);
  const whole = {
    particles,
    density,
    box: [box.lx, box.ly],
    composition,
    ...settledPackingFraction(model, counts, density),
  };
  if (!('protocol' in preparation)) return whole;
  const { timeStep, thermostat, temperature, equilibrationTime, cooling } = preparation.protocol;
  const protocol = {
    'protocol.timeStep': timeStep,
    'protocol.thermostat': { ...thermostat },
    'protocol.temperature': temperature,
    'protocol.equilibrationTime': equilibrationTime,
  };
  if (preparation.kind === 'lattice') {
    const { columns, rows } = preparation.lattice;
    return { ...whole, ...protocol, 'crystal.columns': columns, 'crystal.rows': rows };
  }
  return {
    ...whole,
    ...protocol,
    'protocol.cooling': cooling.map((step) => ({ ...step })),
    ...(cooling.length === 1 ? { 'protocol.coolingRate': cooling[0].rate } : {}),
    'protocol.finalTemperature': cooling.at(-1)?.to ?? temperature,
  };
}

/** Particles about one within the mean cutoff, of 2DIPL at its density: what the costs of a step are measured with. */
const REFERENCE_PAIRS = 0.86 * Math.PI * (1.48 * 1.19) ** 2;

/** What the time of a sample depends on; null for a crystal, whose tries are not known beforehand. */
export function workOf({ model, particles, box, preparation }: Simulation): SampleWork | null {
  if (preparation.kind === 'lattice') return null;
  const protocol = preparation.kind === 'cooling' ? preparation.protocol : null;
  const swaps = protocol === null ? undefined : swapRounds(protocol, particles);
  const { cutoff } = model.potential;
  const reach = cutoff.reduce((sum, each) => sum + each, 0) / cutoff.length;
  return {
    particles,
    steps: stepsOf(preparation) ?? 0,
    isDouble: protocol?.precision === 'double',
    hasNoise: protocol?.thermostat.kind === 'langevin',
    pairs: (Math.PI * reach ** 2 * (particles / boxArea(box))) / REFERENCE_PAIRS,
    swaps: swaps === undefined ? 0 : swaps.attempts / (swaps.interval * particles),
  };
}

/** Everything that is wrong with a configuration, or what it comes to, the time by `estimate`. */
export function checkSettings(settings: unknown, estimate = new TimeEstimate()): SettingsCheck {
  const issues = settingsIssues(simulationSettingsSchema, settings);
  if (issues.length > 0) return settingsCheckSchema.parse({ issues, filled: null });
  try {
    const parsed = simulationSettingsSchema.parse(settings);
    const simulation = simulationOf(parsed);
    const { model, particles, counts, box, preparation } = simulation;
    const work = workOf(simulation);
    return settingsCheckSchema.parse({
      issues: [],
      filled: {
        particles,
        box,
        steps: stepsOf(preparation),
        values: { seed: parsed.seed, ...settledValues(simulation) },
        species: model.species.map(({ name }, kind) => ({ name, count: counts[kind] })),
        secondsEach: work === null ? null : estimate.seconds(work),
        isMeasured: estimate.isMeasured,
        atOnce: Math.min(parsed.samples, parallelSamples()),
        samples: parsed.samples,
      },
    });
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const field = error.place.field ?? '';
    const message = error.message.startsWith(`${field}: `) ? error.message.slice(field.length + 2) : error.message;
    return { issues: [{ field, message }], filled: null };
  }
}
