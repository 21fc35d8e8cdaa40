import { z } from 'zod';
import { modelOf } from '../../native-workers/models/model-of.ts';
import { modelIds } from '../../native-workers/models/registry.ts';
import { type ModelReference, userModelSchema } from '../../native-workers/models/user-model.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';

const objectSchema = z.record(z.string(), z.unknown());

/** What `simulate` takes, as far as its model goes. */
const configurationSchema = z.object({
  model: z.union([
    z.string().refine((id) => modelIds().includes(id), {
      error: () => `unknown model; known models: ${modelIds().join(', ')}`,
    }),
    userModelSchema,
  ]),
});

/**
 * The model that a JSON value defines: a user-defined model itself, or a configuration of `simulate`, whose model it is.
 * The definition is built once, so that a formula that cannot be tabulated is found here. Throws `BadInput` naming `file`
 * and the field.
 */
export function modelDefinedBy(value: unknown, file: string): ModelReference {
  const object = objectSchema.safeParse(value);
  if (!object.success || !('potential' in object.data || 'model' in object.data))
    throw new BadInput(
      'this defines no model: expected {"name": …, "potential": {"expression": …, "cutoff": …}, "density": …}, ' +
        'or a configuration of simulate with such a "model"',
      { file },
    );
  const reference =
    'potential' in object.data
      ? parseSettings(userModelSchema, value, file)
      : parseSettings(configurationSchema, value, file).model;
  try {
    modelOf(reference);
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(error.message, { file }) : error;
  }
  return reference;
}
