import type { TopologyField, TopologyReport } from '../../native-workers/analyses/topology/topology-report.ts';
import * as api from '../client/api.ts';
import { attempt } from '../state/attempt.ts';
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
    this.#report === null || this.#report.mode !== workspace.loadedMode || this.#report.field !== this.field
      ? null
      : this.#report[this.lattice],
  );

  forget(): void {
    this.#request.cancel();
    this.#report = null;
  }

  async load(mode: number, field: TopologyField): Promise<void> {
    const { project, detail } = workspace;
    if (project === null || detail === null) return;
    await attempt(async () => {
      const found = await this.#request.run((signal) =>
        api.sampleReport(project.id, detail.number, 'topology', { mode, field }, signal),
      );
      if (found !== undefined && found !== null) this.#report = found.report;
    });
  }
}

export const charges = new Charges();
