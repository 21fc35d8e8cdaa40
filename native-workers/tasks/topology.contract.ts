import type { KeyCorePlace } from '../analyses/topology/topology.ts';
import type { TopologyReport } from '../analyses/topology/topology-report.ts';
import type { TopologySettings } from '../analyses/topology/topology-settings.ts';
import type { Box } from '../configuration/configuration.ts';
import { taskContract } from './task.ts';

export interface TopologyInput {
  settings: TopologySettings;
  /** u of the mode, length 2N. */
  displacement: Float64Array;
  keyCore: KeyCorePlace | null;
}

export type TopologyOutput = Pick<TopologyReport, 'centre' | 'grid' | 'triangles'>;

/** Topological defects of a mode of the sample that a warm worker keeps. */
export const warmTopologyTask = taskContract<TopologyInput, TopologyOutput>('topology', () => []);

export interface TopologyTaskInput extends TopologyInput {
  box: Box;
  /** 2N, need not be wrapped. */
  positions: Float64Array;
  control: SharedArrayBuffer | null;
}

/** The same of any configuration. */
export const topologyTask = taskContract<TopologyTaskInput, TopologyOutput>('topology', () => []);
