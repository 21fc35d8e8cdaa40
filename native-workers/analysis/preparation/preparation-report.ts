import { TRACE_COLUMNS } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/registry.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { TriangularLattice } from './crystal-lattice.ts';
import { dynamicsPlan, plannedSteps } from './dynamics-plan.ts';
import type { CrystalRecord, DynamicsRecord } from '../report/preparation-record.ts';
import type { Protocol } from './protocol-presets.ts';
import { meanTemperature } from './run-dynamics.ts';
import { bondOrder } from '../order/bond-order.ts';
import { coordination } from '../order/coordination.ts';
import { periodicVoronoi } from '../voronoi/voronoi.ts';

const TEMPERATURE_COLUMN = TRACE_COLUMNS.indexOf('temperature');

/** What is recorded of the dynamics that a sample went through. */
export function dynamicsRecord(protocol: Protocol, state: Checkpoint): DynamicsRecord {
  const { timeStep, thermostat, temperature, equilibrationTime, cooling, checkpointInterval, swapRate } = protocol;
  const plan = dynamicsPlan(protocol);
  const still = plannedSteps(plan.filter(({ stage }) => stage === 'equilibration'));
  const { rows, displacements } = state.trace;
  return {
    timeStep,
    thermostat,
    temperature,
    equilibrationTime,
    cooling,
    coolingTime: (plannedSteps(plan) - still) * timeStep,
    steps: state.step,
    checkpointInterval,
    rebuilds: state.rebuilds,
    ...(swapRate === undefined || state.swaps === undefined
      ? {}
      : {
          swaps: {
            rate: swapRate,
            ...state.swaps,
            acceptance: state.swaps.attempts === 0 ? null : state.swaps.accepted / state.swaps.attempts,
          },
        }),
    pushOffEvaluations: state.pushOffEvaluations,
    meanSquareDisplacement: displacements.at(-1) ?? null,
    meanTemperature: meanTemperature(rows, still / 2, still),
    finalTemperature: rows.at(TEMPERATURE_COLUMN - TRACE_COLUMNS.length) ?? null,
  };
}

/** What is recorded of a quenched crystal. */
export function crystalRecord(
  configuration: Configuration,
  model: Model,
  { columns, rows, spacing }: TriangularLattice,
  search: Pick<CrystalRecord, 'subSeed' | 'rejected' | 'anisotropy'>,
): CrystalRecord {
  const { ids, species, positions, box } = configuration;
  const tessellation = periodicVoronoi(box, positions);
  const order = bondOrder(tessellation);
  const { counts } = coordination(tessellation, species, model.species.length);
  return {
    columns,
    rows,
    spacing,
    vacancies: columns * rows - ids.length,
    psi6: order.global,
    meanLocalPsi6: order.meanLocal,
    coordination: Object.fromEntries([...counts.entries()].filter(([, count]) => count > 0)),
    tries: search.rejected.length + 1,
    ...search,
  };
}
