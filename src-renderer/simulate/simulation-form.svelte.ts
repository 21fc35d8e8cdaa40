import type { FilledSettings, SettingsCheck } from '../../src-main/api/simulation-contract.ts';
import * as api from '../client/api.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { addToProject } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { type Draft, draftOf, isObject, valueAtPath, withValueAt } from '../form/draft.ts';
import { type FormField, formOf, type Json } from '../form/form-fields.ts';
import type { SettingsForm } from '../form/settings-form.ts';
import { live } from './live.svelte.ts';

/** What the form begins with: a glass within seconds. */
const FIRST_DRAFT: Draft = { model: '2dipl', preset: 'quick', samples: 4 };
/** Quiet after the last key before the configuration is checked, ms. */
const CHECK_AFTER = 200;

/** What the defaults of a configuration depend on most. */
function kindOf({ model, preset }: Draft) {
  return JSON.stringify([model, preset]);
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** What a configuration of the same model and preset came to last; it stands in grey where nothing is said. */
let lastFilled = $state.raw<{ of: string; filled: FilledSettings } | null>(null);

/** The form of a configuration: its fields, what was filled in, and what is wrong with it. One for the window. */
class SimulationFormState implements SettingsForm {
  open = $state(false);
  /** Null until the main side has told it. */
  fields = $state.raw<{ basic: readonly FormField[]; advanced: readonly FormField[] } | null>(null);
  models = $state.raw<readonly { id: string; label: string }[]>([]);
  draft = $state.raw<Draft>(FIRST_DRAFT);
  untilQlm = $state.raw<Json | undefined>(undefined);
  check = $state.raw<SettingsCheck | null>(null);
  /** Why a file could not be read, or a run not be started for a reason that is no field's. */
  refusal = $state<string | null>(null);
  starting = $state(false);

  /** What is wrong with the number of QLM samples; the configuration knows nothing of it. */
  readonly wrongUntilQlm = $derived.by(() => {
    const { untilQlm } = this;
    if (untilQlm === undefined || (Number.isInteger(untilQlm) && Number(untilQlm) > 0)) return null;
    return 'Give a whole number from 1 on, or leave it empty to make all samples.';
  });
  readonly issues = $derived(this.check?.issues ?? []);

  async show(): Promise<void> {
    this.open = true;
    this.refusal = null;
    const shown = await attempt(async () => {
      if (this.fields === null) {
        const { schema, models } = await api.simulationForm();
        this.models = models;
        this.fields = formOf(schema);
      }
      await checkNow();
    });
    if (!shown) this.open = false;
  }

  valueAt(path: readonly string[]): Json | undefined {
    return valueAtPath(this.draft, path);
  }

  /** What is taken where nothing is given: by model and preset, else by the schema. */
  usual(field: FormField): Json | undefined {
    return this.filled?.values[field.path.join('.')] ?? field.usual;
  }

  /** What the configuration comes to, or, while something is wrong with it, came to before. */
  get filled(): FilledSettings | null {
    return lastFilled?.of === kindOf(this.draft) ? lastFilled.filled : null;
  }

  get speciesNames(): readonly string[] {
    return this.filled?.species.map(({ name }) => name) ?? [];
  }

  set(path: readonly string[], value: Json | undefined): void {
    const next = withValueAt(this.draft, path, value);
    take(isObject(next) ? next : {});
  }

  /** A configuration file, chosen or dropped. */
  async load(file: File): Promise<void> {
    if (!this.open) await this.show();
    try {
      take(draftOf(await file.text(), file.name));
      this.refusal = null;
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
    }
  }

  /** The configuration as a file for the command line. */
  get file(): { name: string; content: Blob } {
    const words = [this.draft['model'], this.draft['preset']].filter((word) => typeof word === 'string');
    const name = words.filter((word) => /^[\w-]+$/.test(word)).join('-');
    const content = new Blob([`${JSON.stringify(this.draft, null, 2)}\n`], { type: 'application/json' });
    return { name: `${name || 'configuration'}.json`, content };
  }

  /** Issues of a field itself, and for one control of many values, of all of them. */
  issuesOf({ path, kind }: Pick<FormField, 'path' | 'kind'>): string[] {
    const isWhole = kind !== 'group' && kind !== 'variant' && kind !== 'list';
    const issues = isWhole ? issuesIn(path) : this.issues.filter(({ field }) => field === path.join('.'));
    return issues.map(({ message }) => message);
  }

  /** Whether anything at or below a path is wrong: its section is then unfolded. */
  hasIssueIn(path: readonly string[]): boolean {
    return issuesIn(path).length > 0;
  }

  /** Starts the run; true when it has begun. */
  async run(): Promise<boolean> {
    if (workspace.project === null || this.starting) return false;
    this.starting = true;
    this.refusal = null;
    clearTimeout(timer);
    try {
      await checkNow();
      if (this.issues.length > 0 || this.wrongUntilQlm !== null) return false;
      const { untilQlm, draft: settings } = this;
      const request = typeof untilQlm === 'number' ? { settings, untilQlm } : { settings };
      const { project, value: job } = await addToProject('the new samples', ({ id }) =>
        api.startSimulation(id, request),
      );
      this.open = false;
      live.begin(job.id);
      jobs.follow(project, job, (end) => {
        if (end.state === 'failed' && end.error !== null) messages.add(end.error.message);
      });
      return true;
    } catch (error) {
      if (error instanceof api.RequestFailure && error.status !== 401) this.refusal = error.message;
      else messages.report(error);
      return false;
    } finally {
      this.starting = false;
    }
  }
}

export const simulationForm = new SimulationFormState();

function issuesIn(path: readonly string[]) {
  return simulationForm.issues.filter(({ field }) => `${field}.`.startsWith(`${path.join('.')}.`));
}

function take(draft: Draft) {
  simulationForm.draft = draft;
  clearTimeout(timer);
  timer = setTimeout(() => void attempt(() => checkNow()), CHECK_AFTER);
}

async function checkNow() {
  const { draft } = simulationForm;
  const check = await api.checkSimulation(draft);
  // Something else has been filled in meanwhile, and is checked by itself.
  if (draft !== simulationForm.draft) return;
  simulationForm.check = check;
  if (check.filled !== null) lastFilled = { of: kindOf(draft), filled: check.filled };
}
