import type { AnalysisForm } from '../../src-main/api/analysis-contract.ts';
import type { SettingsIssue } from '../../native-workers/settings/parse-settings.ts';
import * as api from '../client/api.ts';
import { type Draft, isObject, valueAtPath, withValueAt } from '../form/draft.ts';
import { fieldOf, type FormField, type Json } from '../form/form-fields.ts';
import type { SettingsForm } from '../form/settings-form.ts';
import { attempt } from '../state/messages.svelte.ts';

/** Quiet after the last key before the settings are checked, ms. */
const CHECK_AFTER = 200;

/** The settings of an analysis on their way: only what the user has said. They stay from sample to sample. */
export class SettingsDraft implements SettingsForm {
  readonly speciesNames: readonly string[] = [];
  /** Null until the main side has told what can be set. */
  form = $state.raw<AnalysisForm | null>(null);
  draft = $state.raw<Draft>({});
  issues = $state.raw<readonly SettingsIssue[]>([]);
  readonly fields = $derived.by(() => {
    if (this.form === null) return null;
    const whole = fieldOf(this.form.settings, []);
    return whole.kind === 'group' ? whole.fields : [];
  });
  /** Issues that belong to no field. */
  readonly general = $derived(
    this.issues.filter(({ field }) => this.fields?.some(({ path }) => `${field}.`.startsWith(`${path[0]}.`)) !== true),
  );
  readonly #name: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async load(): Promise<boolean> {
    return this.form !== null || attempt(async () => (this.form = await api.analysisForm(this.#name)));
  }

  valueAt(path: readonly string[]): Json | undefined {
    return valueAtPath(this.draft, path);
  }

  usual({ path, usual }: FormField): Json | undefined {
    return valueAtPath(this.form?.defaults, path) ?? usual;
  }

  set(path: readonly string[], value: Json | undefined): void {
    const { defaults } = this.form ?? {};
    const [key, ...inner] = path;
    const usual = valueAtPath(defaults, [key]);
    // A part of a group is given with all of it: the rest of it is what it would have been.
    const whole = inner.length > 0 ? (this.valueAt([key]) ?? usual) : undefined;
    const next = inner.length > 0 ? withValueAt(whole, inner, value ?? valueAtPath(usual, inner)) : value;
    const isUsual = JSON.stringify(next) === JSON.stringify(usual);
    const draft = withValueAt(this.draft, [key], isUsual ? undefined : next);
    this.take(isObject(draft) ? draft : {});
  }

  take(draft: Draft): void {
    this.draft = draft;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), CHECK_AFTER);
  }

  /** Has the settings checked; true where nothing is wrong with them. */
  async check(): Promise<boolean> {
    clearTimeout(this.#timer);
    const { draft } = this;
    const answered = await attempt(async () => {
      const { issues } = await api.checkAnalysis(this.#name, draft);
      // Something else has been filled in meanwhile, and is checked by itself.
      if (draft === this.draft) this.issues = issues;
    });
    return answered && draft === this.draft && this.issues.length === 0;
  }

  issuesOf({ path, kind }: Pick<FormField, 'path' | 'kind'>): string[] {
    const isWhole = kind !== 'group' && kind !== 'variant' && kind !== 'list';
    const issues = isWhole ? this.#issuesIn(path) : this.issues.filter(({ field }) => field === path.join('.'));
    return issues.map(({ message }) => message);
  }

  hasIssueIn(path: readonly string[]): boolean {
    return this.#issuesIn(path).length > 0;
  }

  #issuesIn(path: readonly string[]) {
    return this.issues.filter(({ field }) => `${field}.`.startsWith(`${path.join('.')}.`));
  }
}
