import type { ParticleStructure } from '../formats/writer.ts';
import { storedStructure } from '../project/stored-structure.ts';
import { areOfModes, DEFAULT_FIELDS, exportedFields, offeredFields } from './exported-fields.ts';
import type { FieldSource } from './field-source.ts';
import { chosenModes, type ModeChoice } from './mode-choice.ts';
import { exportedFacts } from './exported-facts.ts';

/** What of a sample is written. */
export interface ExportChoice {
  /** Names of fields; null for `DEFAULT_FIELDS`. */
  fields: readonly string[] | null;
  /** Modes whose fields are written. */
  modes: ModeChoice;
}

/** What a sample lacks, an unstable one Ψ, keeps nothing else from being written. */
function fieldsByDefault(source: FieldSource) {
  const missing = offeredFields(source).filter((field) => field.missing !== null);
  return DEFAULT_FIELDS.filter((name) => !missing.some((field) => field.name === name));
}

/**
 * A stored sample with the fields that are asked for, as the writers take it. Throws `BadInput` for fields and modes that
 * there are not.
 */
export async function exportedStructure(
  source: FieldSource,
  { fields, modes }: ExportChoice,
): Promise<ParticleStructure> {
  const names = fields ?? fieldsByDefault(source);
  // Modes that are named are looked for, whether a field is of them or not.
  const numbers = areOfModes(names) || modes !== null ? chosenModes(modes, source.modes) : [];
  const found = await exportedFields(source, names, numbers);
  return { ...storedStructure(source.sample, found), facts: exportedFacts(source, numbers) };
}
