import type { TopologyField, TopologyReport } from '../../native-workers/analyses/topology/topology-report.ts';
import * as api from '../client/api.ts';
import { attempt } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { LatestRequest } from './latest-request.ts';

/** The topological defects of the mode that is shown. */
class Charges {
  /** Whose charges are marked; null marks none. */
  field = $state<TopologyField | null>(null);
  /** Where the winding is taken: round the squares of a grid, of the smoothed field, or round Delaunay triangles. */
  lattice = $state<'grid' | 'triangles'>('grid');
  #report = $state.raw<TopologyReport | null>(null);
  readonly #request = new LatestRequest();

  /** Null until they are known; those of the mode before are not shown with this one. */
  readonly shown = $derived(
    this.#report?.mode !== workspace.loadedMode || this.#report.field !== this.field
      ? null
      : this.#report[this.lattice],
  );

  forget(): void {
    this.#request.cancel();
    this.#report = null;
  }

  /** Asks for those of the chosen field of the mode that is shown. */
  async load(): Promise<void> {
    const { field } = this;
    const { address, loadedMode: mode } = workspace;
    if (address === null || mode === null || field === null) return;
    await attempt(async () => {
      const found = await this.#request.run((signal) => api.sampleReport(address, 'topology', { mode, field }, signal));
      this.#report = found?.report ?? this.#report;
    });
  }
}

export const charges = new Charges();
