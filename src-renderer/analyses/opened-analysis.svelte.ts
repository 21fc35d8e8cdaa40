import type { AnalysisInfo } from '../../src-main/api/contract.ts';
import type { ListedReport, SampleReportInfo } from '../../src-main/api/analysis-contract.ts';
import * as api from '../client/api.ts';
import { FollowedAnalysis } from '../state/followed-analysis.svelte.ts';
import { attempt } from '../state/messages.svelte.ts';
import { refreshArrays } from '../state/open-sample.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { SettingsDraft } from './settings-draft.svelte.ts';

/** An analysis of the open sample: its settings, the job that computes it, all reports there are and the chosen one. */
export class OpenedAnalysis {
  readonly info: AnalysisInfo;
  readonly settings: SettingsDraft;
  run = $state.raw(new FollowedAnalysis());
  /** Null until they have come. */
  reports = $state.raw<readonly ListedReport[] | null>(null);
  /** Undefined until it has been asked for; null where the sample has none. */
  found = $state.raw<SampleReportInfo<unknown> | null | undefined>(undefined);
  /** No answer came; the message is among the others. */
  failed = $state(false);
  #computing = $state(false);
  readonly busy = $derived(this.run.running || this.#computing);
  /** Settings of what is computed at once, as it was asked for. */
  #asked = '{}';
  /** The request that counts: one that is overtaken shows nothing. */
  #newest: object | null = null;

  constructor(info: AnalysisInfo) {
    this.info = info;
    this.settings = new SettingsDraft(info.name);
  }

  get isKept(): boolean {
    return this.info.policy === 'kept';
  }

  /** Forgets everything of the last sample; its job goes on by itself. */
  forget(): void {
    this.run = new FollowedAnalysis();
    this.reports = null;
    this.found = this.isKept ? undefined : null;
    this.failed = this.#computing = false;
    this.#newest = null;
  }

  /** The list of reports, and the last of them unless one is shown. */
  async load(): Promise<void> {
    const { found } = this;
    await this.settings.load();
    await this.#take(async (address) => {
      if (!this.isKept) return { found: found ?? null, reports: [] };
      const reports = await api.sampleReports(address, this.info.name);
      const shown = reports.some(({ key }) => key === found?.key) ? found : undefined;
      return {
        reports,
        found: shown ?? (reports.length === 0 ? null : await api.sampleReport(address, this.info.name)),
      };
    });
  }

  async choose(key: string): Promise<void> {
    await this.#take(async (address) => ({ found: await api.sampleReportOfKey(address, this.info.name, key) }));
  }

  /** Computes with the settings of the form; false where something is wrong with them. */
  async compute(confirmed: boolean): Promise<boolean> {
    const { address } = workspace;
    if (address === null || this.busy) return true;
    if (!(await this.settings.check())) return false;
    const { name } = this.info;
    const { draft } = this.settings;
    if (!this.isKept) {
      this.#computing = true;
      this.#asked = JSON.stringify(draft);
      await this.#take(async () => ({ found: await api.sampleReport(address, name, draft) }));
      this.#computing = false;
      return true;
    }
    void this.run.start(address, name, draft, confirmed, () => {
      if (address !== workspace.address) return;
      void this.#take(async () => ({
        found: await api.sampleReport(address, name, draft),
        reports: await api.sampleReports(address, name),
      }));
      // It may have given arrays to colour the particles by.
      void refreshArrays(address.number);
    });
    return true;
  }

  /** An array of the report that is shown. */
  array(name: string) {
    const { address } = workspace;
    const { found } = this;
    if (address === null || !found) throw new Error('no report is shown');
    const which = this.isKept ? { report: found.key } : { settings: this.#asked };
    return api.arrayOfReport(address, this.info.name, which, name);
  }

  async #take(
    work: (address: api.SampleAddress) => Promise<Partial<Pick<OpenedAnalysis, 'found' | 'reports'>>>,
  ): Promise<void> {
    const { address } = workspace;
    if (address === null) return;
    const mine = (this.#newest = {});
    this.failed = false;
    const answered = await attempt(async () => {
      const { found, reports } = await work(address);
      if (this.#newest !== mine) return;
      if (found !== undefined) this.found = found;
      if (reports !== undefined) this.reports = reports;
    });
    if (!answered && this.#newest === mine) this.failed = true;
  }
}
