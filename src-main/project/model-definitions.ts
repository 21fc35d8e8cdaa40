import { type UserModel, userModelSchema } from '../../native-workers/models/user-model.ts';
import { firstColumn, type Connection } from './sqlite.ts';

const DEFINITIONS = `SELECT json_extract(configuration, '$.model') FROM job
  WHERE json_valid(configuration) AND json_type(configuration, '$.model') = 'object'
  GROUP BY 1 ORDER BY min(number)`;

/** The user-defined models that jobs of the project name, each once, oldest first; of a newer Keycore's only what is known. */
export function modelDefinitions(connection: Connection): UserModel[] {
  return firstColumn<string>(connection, DEFINITIONS).flatMap((text) => {
    const read = userModelSchema.safeParse(JSON.parse(text));
    return read.success ? [read.data] : [];
  });
}
