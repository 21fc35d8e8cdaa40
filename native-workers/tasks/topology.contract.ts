import type { Charges } from '../analysis/topology/topology-report.ts';
import type { TopologyReport } from '../analysis/topology/topology-report.ts';
import type { TopologySettings } from '../analysis/topology/topology-settings.ts';
import { taskContract } from './task.ts';

export interface TopologyInput {
  settings: TopologySettings;
  /** u of the mode, length 2N. */
  displacement: Float64Array;
  /** Indices of the key-core square, or of the particle with the largest Ψ; empty: no key core. */
  keyCore: number[];
}

export type TopologyOutput = Pick<TopologyReport, 'centre' | 'grid'> & { triangles: Charges };

/** Topological defects of a mode of the sample that a warm worker keeps. */
export const topologyTask = taskContract<TopologyInput, TopologyOutput>('topology', () => []);
