import { Hono } from 'hono';
import { z } from 'zod';
import { modelOf } from '../../native-workers/models/model-of.ts';
import type { UserModel } from '../../native-workers/models/user-model.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { definitionText } from '../library/own-models.ts';
import { modelDefinedBy } from '../import/model-definition.ts';
import type { ApiContext } from './context.ts';
import { givenModelQuerySchema, type OwnModel, ownModelSchema } from './models-contract.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { validated } from './validated.ts';

function infoOf(definition: UserModel): OwnModel {
  return ownModelSchema.parse({ ...modelOf(definition), definition: definitionText(definition) });
}

/** What can be shown of definitions; one that an earlier Keycore took and this one refuses is left out. */
function shownOf(definitions: readonly UserModel[]) {
  return definitions.flatMap((definition) => {
    try {
      return infoOf(definition);
    } catch (error) {
      if (error instanceof BadInput) return [];
      throw error;
    }
  });
}

/** POST /models: remembers a user-defined model; GET /projects/:project/models: those that a file may be of. */
export function modelRoutes(context: ApiContext) {
  return new Hono()
    .post(
      '/models',
      described(
        'query `name`; the definition of a model, or a configuration of `simulate` that holds one',
        '`{ model: OwnModel }`: it is remembered for as long as Keycore runs; 422 with what is wrong with it',
      ),
      validated('query', givenModelQuerySchema),
      validated('json', z.unknown()),
      (c) => {
        const { name } = c.req.valid('query');
        const reference = modelDefinedBy(c.req.valid('json'), name);
        if (typeof reference === 'string')
          throw new BadInput(`this names the model '${reference}' and defines none`, { file: name });
        context.ownModels.give(reference);
        return c.json({ model: infoOf(reference) });
      },
    )
    .get(
      '/projects/:project/models',
      described(
        '',
        '`{ models: OwnModel[] }`: user-defined models that were given, or that samples of the project have',
      ),
      (c) => c.json({ models: shownOf(context.ownModels.atHand(openHandle(context, c).project)) }),
    );
}
