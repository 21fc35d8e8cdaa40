import type { Control } from '../../addon.ts';
import { checkBox } from '../../configuration/check-configuration.ts';
import { type Configuration, scaledConfiguration } from '../../configuration/configuration.ts';
import { largestCutoff } from '../../configuration/pair-potential.ts';
import type { Model } from '../../models/model.ts';
import { packingReport } from '../packing/report-packing.ts';
import type { AnalysisSettings } from '../report/analysis-settings.ts';
import type { PackingReport } from '../report/packing-report.ts';
import type { PackingRecord } from '../report/preparation-record.ts';
import { Interrupted } from '../run/stage-clock.ts';
import type { PackingSettings } from './protocol-settings.ts';
import { quench, type Quenched } from './quench.ts';

/** A packing that was quenched and then brought to its target. */
export interface PreparedPacking {
  quenched: Quenched;
  record: PackingRecord;
}

/** A change of φ that makes none to the contacts but for one that opens or closes there. */
const LEAST_STEP = 1e-9;
/** Contacts that ΔZ may be off by where it jumps over its target. */
const JUMP_CONTACTS = 5;

/** What is wanted, and how far a packing is from it: below 0 where it must be compressed. */
interface Target {
  record: NonNullable<PackingRecord['target']>;
  departure: (packing: PackingReport) => number;
  accepts: (packing: PackingReport, step: number) => boolean;
}

function targetOf({ pressure, excessContacts, tolerance }: PackingSettings): Target | null {
  if (pressure !== undefined) {
    const departure = (packing: PackingReport) => packing.pressure - pressure;
    return {
      record: { quantity: 'pressure', value: pressure, tolerance },
      departure,
      accepts: (packing) => packing.jammed && Math.abs(departure(packing)) <= tolerance * pressure,
    };
  }
  if (excessContacts === undefined) return null;
  // What is not jammed must be compressed, whatever it lacks.
  const departure = (packing: PackingReport) => (packing.excessContacts ?? -Infinity) - excessContacts;
  return {
    record: { quantity: 'excessContacts', value: excessContacts, tolerance },
    departure,
    accepts: (packing, step) => {
      const contact = 2 / packing.backbone;
      const accepted = step > LEAST_STEP ? Math.max(tolerance, contact) : JUMP_CONTACTS * contact;
      return packing.jammed && Math.abs(departure(packing)) <= accepted;
    },
  };
}

/** The same particles at another packing fraction: box and positions scaled. */
function atPackingFraction(configuration: Configuration, from: number, to: number) {
  return scaledConfiguration(configuration, Math.sqrt(from / to));
}

/**
 * Random start → minimisation → where there is a target, changes of the packing fraction φ, each followed by a
 * minimisation: φ goes up while the pressure (or ΔZ) is below its target and down while it is above, by `step` at
 * first, by half of the last change each time that the target has been passed. Done within the tolerance: of the
 * pressure, relative; of ΔZ, absolute and at least one contact (2/N_b), or, where it jumps over the target between two
 * packing fractions 1e-9 apart, five. Throws `Interrupted` where that does not arrive.
 */
export function preparePacking(
  start: Configuration,
  model: Model,
  packing: PackingSettings,
  settings: AnalysisSettings,
  control: Control | undefined,
): PreparedPacking {
  const { forceTolerance } = settings;
  const quenchFrom = (configuration: Configuration) => {
    checkBox(configuration.box, model, largestCutoff(configuration, model));
    const quenched = quench(configuration, model, settings, control);
    const { sample } = quenched;
    const report = packingReport({ sample, configuration, model, energetics: sample.energetics(), forceTolerance });
    return { quenched, report };
  };
  let at = quenchFrom(start);
  let { wallSeconds } = at.quenched;
  const target = targetOf(packing);
  let { step } = packing;
  let direction = 0;
  let steps = 0;
  for (; target !== null && !target.accepts(at.report, step); steps++) {
    const needed = target.departure(at.report) < 0 ? 1 : -1;
    if (steps === packing.maxSteps || step < LEAST_STEP) {
      const { quantity, value } = target.record;
      const reached = quantity === 'pressure' ? at.report.pressure : at.report.excessContacts;
      throw new Interrupted(
        'not-converged',
        'packing',
        `${quantity} is ${reached?.toPrecision(6) ?? 'not defined, as it is not jammed,'} at φ = ${at.report.packingFraction.toPrecision(6)} after ${steps} steps; wanted ` +
          `${value} (packing.${quantity}). Try a smaller packing.step, more packing.maxSteps or a looser packing.tolerance`,
      );
    }
    if (direction === -needed) step /= 2;
    direction = needed;
    const { packingFraction } = at.report;
    // Not so far down that nothing is left.
    const to = packingFraction + direction * Math.min(step, packingFraction / 2);
    at = quenchFrom(atPackingFraction(at.quenched.configuration, packingFraction, to));
    wallSeconds += at.quenched.wallSeconds;
  }
  const { packingFraction, pressure, excessContacts, jammed } = at.report;
  return {
    quenched: { ...at.quenched, wallSeconds },
    record: { target: target?.record ?? null, steps, packingFraction, pressure, excessContacts, jammed },
  };
}
