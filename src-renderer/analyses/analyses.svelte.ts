import type { AnalysisInfo } from '../../src-main/api/contract.ts';
import { remembered } from '../design/remembered.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { OpenedAnalysis } from './opened-analysis.svelte.ts';
import { reportField } from './report-field.svelte.ts';

const opened = remembered((info: AnalysisInfo) => new OpenedAnalysis(info));

/** The analyses that the host has, and which of them is looked at. */
class Analyses {
  #chosen = $state<string | null>(null);
  readonly all = $derived((workspace.host?.analyses ?? []).map((info) => opened(info)));
  readonly chosen = $derived(this.all.find(({ info }) => info.name === this.#chosen) ?? this.all.at(0) ?? null);

  choose(name: string): void {
    this.#chosen = name;
  }

  named(name: string): OpenedAnalysis | null {
    return this.all.find(({ info }) => info.name === name) ?? null;
  }

  /** Forgets everything of the last sample. */
  forget(): void {
    reportField.forget();
    for (const analysis of this.all) analysis.forget();
  }
}

export const analyses = new Analyses();
