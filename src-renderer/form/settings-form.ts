import { type Component, createContext } from 'svelte';
import type { FormField, Json } from './form-fields.ts';

/** A form of settings that rows of fields belong to: what has been given, what is taken otherwise, what is wrong. */
export interface SettingsForm {
  /** What has been given at a path; undefined where nothing is. */
  valueAt(path: readonly string[]): Json | undefined;
  /** What is taken where nothing is given. */
  usual(field: FormField): Json | undefined;
  /** Gives a value, or, undefined, takes it away. */
  set(path: readonly string[], value: Json | undefined): void;
  /** Issues of a field itself, and for one control of many values, of all of them. */
  issuesOf(field: Pick<FormField, 'path' | 'kind'>): string[];
  /** Whether anything at or below a path is wrong: its section is then unfolded. */
  hasIssueIn(path: readonly string[]): boolean;
  /** Names of the species, of which a field has a number each. */
  readonly speciesNames: readonly string[];
}

/** What the fields of a form are drawn with. */
interface FormGround {
  form: SettingsForm;
  /** Rows of the form's own, by the paths of their fields; others have the usual one of their kind. */
  rows: Readonly<Record<string, Component<{ field: FormField }>>>;
}

/** The form about a field, and what puts it there. */
export const [formAbout, putForm] = createContext<FormGround>();
