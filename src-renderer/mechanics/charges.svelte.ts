import type { TopologyField, TopologyReport } from '../../native-workers/analyses/topology/topology-report.ts';
import * as api from '../client/api.ts';
import { attempt } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { LatestRequest } from './latest-request.ts';

let report = $state.raw<TopologyReport | null>(null);
const request = new LatestRequest();

/** The topological defects of the mode that is shown. */
class Charges {
  /** Whose charges are marked; null marks none. */
  field = $state<TopologyField | null>(null);
  /** Where the winding is taken: round the squares of a grid, of the smoothed field, or round Delaunay triangles. */
  lattice = $state<'grid' | 'triangles'>('grid');

  /** Null until they are known; those of the mode before are not shown with this one. */
  readonly shown = $derived(
    report?.mode !== workspace.loadedMode || report.field !== this.field ? null : report[this.lattice],
  );

  forget(): void {
    request.cancel();
    report = null;
  }

  /** Asks for those of the chosen field of the mode that is shown. */
  async load(): Promise<void> {
    const { field } = this;
    const { address, loadedMode: mode } = workspace;
    if (address === null || mode === null || field === null) return;
    await attempt(async () => {
      const found = await request.run((signal) => api.sampleReport(address, 'topology', { mode, field }, signal));
      report = found?.report ?? report;
    });
  }
}

export const charges = new Charges();
