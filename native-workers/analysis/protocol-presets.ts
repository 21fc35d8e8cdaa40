import type { ThermostatSpec } from '../addon.ts';
import { BadInput } from '../bad-input.ts';
import type { ProtocolSettings } from './protocol-settings.ts';

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
}

/** What a preset says of a model. */
interface ProtocolPreset {
  temperature: number;
  equilibrationTime: number;
  cooling: readonly CoolingStep[];
}

/** Presets with dynamics; `instantaneous` has none. */
export type DynamicPreset = 'quick' | 'standard' | 'paper';

const TIME_STEP = 0.005;
const FINAL_TEMPERATURE = 0.01;
const RELAXATION_TIME = 1;

/** Well above the glass transition (2dipl near 0.5, 2dka near 0.4) the liquid needs tens of time units to forget its start. */
const PRESETS: Readonly<Record<string, Readonly<Record<DynamicPreset, ProtocolPreset>>>> = {
  '2dipl': {
    quick: { temperature: 2, equilibrationTime: 50, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-2 }] },
    standard: { temperature: 2, equilibrationTime: 100, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-4 }] },
    paper: { temperature: 2, equilibrationTime: 100, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-5 }] },
  },
  '2dka': {
    quick: { temperature: 2, equilibrationTime: 50, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-2 }] },
    standard: { temperature: 2, equilibrationTime: 100, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-4 }] },
    paper: { temperature: 2, equilibrationTime: 100, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-5 }] },
  },
  crystal: {
    quick: { temperature: 1, equilibrationTime: 50, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-2 }] },
    standard: { temperature: 1, equilibrationTime: 50, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-3 }] },
    paper: { temperature: 1, equilibrationTime: 50, cooling: [{ to: FINAL_TEMPERATURE, rate: 1e-4 }] },
  },
};

/** Steps that cool no further than to `end`, the last one ending there. */
function endingAt(steps: readonly CoolingStep[], end: number): CoolingStep[] {
  const kept: CoolingStep[] = [];
  for (const { to, rate } of steps) {
    kept.push({ to: Math.max(to, end), rate });
    if (to <= end) return kept;
  }
  return [...kept, { to: end, rate: steps[steps.length - 1].rate }];
}

function checkFalling(temperature: number, steps: readonly CoolingStep[]): void {
  steps.reduce((from, { to }, at) => {
    if (to >= from)
      throw new BadInput(`step ${at + 1} cools from ${from} to ${to}; each step must end below where it begins`, {
        field: 'protocol.cooling',
      });
    return to;
  }, temperature);
}

/**
 * The protocol of a glass: the person's settings, completed by the preset of the model. A model without presets (a
 * user's) needs its own temperature, and cools at 1e-2, 1e-4 or 1e-5 as the presets of the registry's models do.
 * Throws `BadInput` for a missing temperature and a schedule that does not fall.
 */
export function protocolOf(settings: ProtocolSettings, modelId: string, preset: DynamicPreset): Protocol {
  const usual = Object.hasOwn(PRESETS, modelId) ? PRESETS[modelId][preset] : undefined;
  const temperature = settings.temperature ?? usual?.temperature;
  if (temperature === undefined)
    throw new BadInput(
      `model '${modelId}' has no presets; say at which temperature its liquid is equilibrated, well above its glass transition`,
      { field: 'protocol.temperature' },
    );
  const schedule = usual ?? PRESETS['2dipl'][preset];
  const end = settings.finalTemperature ?? FINAL_TEMPERATURE;
  if (end >= temperature)
    throw new BadInput(`${end}, not below the temperature ${temperature} that is cooled from`, {
      field: 'protocol.finalTemperature',
    });
  const given =
    settings.cooling ?? (settings.coolingRate === undefined ? undefined : [{ to: end, rate: settings.coolingRate }]);
  if (given !== undefined) checkFalling(temperature, given);
  // The preset's steps that lie above the person's temperature have nothing to cool.
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
  };
}
