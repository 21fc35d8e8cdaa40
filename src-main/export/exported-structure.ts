import type { ParticleStructure } from '../formats/writer.ts';
import { storedStructure } from '../project/stored-structure.ts';
import { areOfModes, DEFAULT_FIELDS, exportedFields } from './exported-fields.ts';
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

/**
 * A stored sample with the fields that are asked for, as the writers take it. Throws `BadInput` for fields and modes that
 * there are not.
 */
export async function exportedStructure(
  source: FieldSource,
  { fields, modes }: ExportChoice,
): Promise<ParticleStructure> {
  const names = fields ?? DEFAULT_FIELDS;
  const numbers = areOfModes(names) ? chosenModes(modes, source.modes) : [];
  const found = await exportedFields(source, names, numbers);
  return { ...storedStructure(source.sample, found), facts: exportedFacts(source, numbers) };
}
