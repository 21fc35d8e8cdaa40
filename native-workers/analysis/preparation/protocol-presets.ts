import type { DynamicsPrecision, ThermostatSpec } from '../../addon.ts';
import type { Model } from '../../models/model.ts';
import { BadInput } from '../../text/bad-input.ts';
import type { CrystalSettings, ProtocolSettings } from './protocol-settings.ts';

/** A stretch of linear cooling. */
export interface CoolingStep {
  /** Temperature at its end, ε/k_B. */
  to: number;
  /** ε/k_B per unit time. */
  rate: number;
}

/** The dynamics of a preparation, every number settled. */
export interface Protocol {
  timeStep: number;
  thermostat: ThermostatSpec;
  /** Of the liquid (of the warm crystal on the lattice route). */
  temperature: number;
  equilibrationTime: number;
  /** One after another, falling; empty on the lattice route. */
  cooling: CoolingStep[];
  /** Steps. */
  checkpointInterval: number;
  /** Steps. */
  traceInterval: number;
  /** Of the forces. */
  precision: DynamicsPrecision;
  /** Attempts per particle and unit time to exchange the diameters of two; absent: none. */
  swapRate?: number;
}

/** What a preset says of a model. */
type ProtocolPreset = Pick<Protocol, 'temperature' | 'equilibrationTime' | 'cooling'>;

/** Presets with dynamics; `instantaneous` has none. */
export type DynamicPreset = 'quick' | 'standard' | 'paper';

const TIME_STEP = 0.005;
/** Exchanges of diameters then outrun what particles do by themselves, at a cost of the order of the dynamics'. */
const SWAP_RATE = 10;
const FINAL_TEMPERATURE = 0.01;
/** Of polydisperse particles, whose liquids are colder. */
const SWAP_FINAL_TEMPERATURE = 0.002;
const RELAXATION_TIME = 1;
/** Of the warm crystal's thermostat. */
const LATTICE_FRICTION = 1;

/** Linear cooling all the way, at a rate that takes seconds. */
const FAST: CoolingStep[] = [{ to: FINAL_TEMPERATURE, rate: 1e-2 }];

/**
 * Fast to above the glass transition, slow across it, fast again below, where the structure is frozen and only
 * vibrations cool: what a sample reaches depends on the slow stretch only, so that time is spent there.
 */
function slowly(from: number, to: number, rate: number): CoolingStep[] {
  return [
    { to: from, rate: 1e-2 },
    { to, rate },
    { to: FINAL_TEMPERATURE, rate: 1e-2 },
  ];
}

/** The same for polydisperse particles that exchange their diameters. */
function slowlyWithSwaps(to: number, rate: number): CoolingStep[] {
  return [
    { to: 0.2, rate: 1e-2 },
    { to, rate },
    { to: SWAP_FINAL_TEMPERATURE, rate: 1e-2 },
  ];
}

/**
 * Liquids at a temperature where a particle moves by more than 10 σ² in the time given (2dipl: 0.30 σ² per unit time,
 * 2dka: 0.19). Their energies part from the liquid's line near T = 0.5 (2dipl) and 0.45 (2dka) at the rates used here;
 * the crystal freezes near 0.4. What each reaches and costs: docs/simulate.md.
 */
const PRESETS: Readonly<Record<string, Readonly<Record<DynamicPreset, ProtocolPreset>>>> = {
  '2dipl': {
    quick: { temperature: 2, equilibrationTime: 50, cooling: FAST },
    standard: { temperature: 2, equilibrationTime: 50, cooling: slowly(0.8, 0.3, 1e-3) },
    paper: { temperature: 2, equilibrationTime: 100, cooling: slowly(0.8, 0.35, 1e-4) },
  },
  '2dka': {
    quick: { temperature: 2, equilibrationTime: 100, cooling: FAST },
    standard: { temperature: 2, equilibrationTime: 100, cooling: slowly(0.8, 0.3, 1e-3) },
    paper: { temperature: 2, equilibrationTime: 100, cooling: slowly(0.8, 0.3, 1e-4) },
  },
  polydisperse: {
    quick: { temperature: 0.5, equilibrationTime: 20, cooling: [{ to: SWAP_FINAL_TEMPERATURE, rate: 5e-3 }] },
    standard: { temperature: 0.5, equilibrationTime: 50, cooling: slowlyWithSwaps(0.05, 2e-4) },
    paper: { temperature: 0.5, equilibrationTime: 100, cooling: slowlyWithSwaps(0.04, 2e-5) },
  },
  crystal: {
    quick: { temperature: 1, equilibrationTime: 50, cooling: FAST },
    standard: { temperature: 1, equilibrationTime: 50, cooling: slowly(0.5, 0.3, 1e-3) },
    paper: { temperature: 1, equilibrationTime: 50, cooling: slowly(0.5, 0.3, 1e-4) },
  },
};

/** Steps that cool no further than to `end`, the last one ending there. */
function endingAt(steps: readonly CoolingStep[], end: number) {
  const kept: CoolingStep[] = [];
  for (const { to, rate } of steps) {
    kept.push({ to: Math.max(to, end), rate });
    if (to <= end) return kept;
  }
  return [...kept, { to: end, rate: steps[steps.length - 1].rate }];
}

function checkFalling(temperature: number, steps: readonly CoolingStep[]) {
  steps.reduce((from, { to }, at) => {
    if (to >= from)
      throw new BadInput(`step ${at + 1} cools from ${from} to ${to}; each step must end below where it begins`, {
        field: 'protocol.cooling',
      });
    return to;
  }, temperature);
}

/** A preset with all its temperatures and rates in proportion to another temperature of the liquid. */
function scaledTo(temperature: number, preset: ProtocolPreset): ProtocolPreset {
  const scale = temperature / preset.temperature;
  const cooling = preset.cooling.map(({ to, rate }) => ({ to: to * scale, rate: rate * scale }));
  return { ...preset, temperature, cooling };
}

/**
 * The protocol of a glass: the user's settings, completed by the preset of the model. A model without presets (a
 * user's) needs its own temperature; its cooling is that of 2dipl, temperatures and rates in proportion to it.
 * Throws `BadInput` for a missing temperature and a schedule that does not fall.
 */
export function protocolOf(settings: ProtocolSettings, model: Model, preset: DynamicPreset): Protocol {
  const { id: modelId } = model;
  const usual = Object.hasOwn(PRESETS, modelId) ? PRESETS[modelId][preset] : undefined;
  const temperature = settings.temperature ?? usual?.temperature;
  if (temperature === undefined)
    throw new BadInput(
      `model '${modelId}' has no presets; say at which temperature its liquid is equilibrated, well above its glass transition`,
      { field: 'protocol.temperature' },
    );
  const schedule = usual ?? scaledTo(temperature, PRESETS['2dipl'][preset]);
  const end = settings.finalTemperature ?? schedule.cooling[schedule.cooling.length - 1].to;
  if (end >= temperature)
    throw new BadInput(`${end}, not below the temperature ${temperature} that is cooled from`, {
      field: 'protocol.finalTemperature',
    });
  const given =
    settings.cooling ?? (settings.coolingRate === undefined ? undefined : [{ to: end, rate: settings.coolingRate }]);
  if (given !== undefined) checkFalling(temperature, given);
  // The preset's steps that lie above the user's temperature have nothing to cool.
  const steps = given ?? schedule.cooling.filter(({ to }) => to < temperature);
  const keepsItsEnd = settings.cooling !== undefined && settings.finalTemperature === undefined;
  return {
    timeStep: settings.timeStep ?? TIME_STEP,
    thermostat: settings.thermostat ?? { kind: 'rescaling', relaxationTime: RELAXATION_TIME },
    temperature,
    equilibrationTime: settings.equilibrationTime ?? schedule.equilibrationTime,
    cooling: keepsItsEnd ? [...steps] : endingAt(steps, end),
    checkpointInterval: settings.checkpointInterval,
    traceInterval: settings.traceInterval,
    precision: settings.precision,
    ...swapsOf(settings, model),
  };
}

/** The rate of swaps: of models whose particles have sizes of their own, unless it is 0. */
function swapsOf({ swapRate }: ProtocolSettings, { id, perParticle }: Model): Pick<Protocol, 'swapRate'> {
  if (perParticle?.use !== 'required') {
    if (swapRate !== undefined && swapRate > 0)
      throw new BadInput(`the particles of model '${id}' have no diameters of their own to exchange`, {
        field: 'protocol.swapRate',
      });
    return {};
  }
  return swapRate === 0 ? {} : { swapRate: swapRate ?? SWAP_RATE };
}

/** The protocol of the lattice route: a crystal kept warm for a while, and never cooled. */
export function warmLattice(settings: ProtocolSettings, { temperature, time }: CrystalSettings): Protocol {
  return {
    timeStep: settings.timeStep ?? TIME_STEP,
    thermostat: settings.thermostat ?? { kind: 'langevin', friction: LATTICE_FRICTION },
    temperature,
    equilibrationTime: time,
    cooling: [],
    checkpointInterval: settings.checkpointInterval,
    traceInterval: settings.traceInterval,
    precision: settings.precision,
  };
}
