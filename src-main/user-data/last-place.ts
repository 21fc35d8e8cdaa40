import { join } from 'node:path';
import { z } from 'zod';
import { PrivateJsonFile, type Tell } from './private-json-file.ts';

const fileSchema = z.strictObject({ version: z.literal(1), place: z.string().max(20_000) });

/** Where a window of this user was last, as a text that the API understands (api/place-contract.ts). */
export class LastPlace {
  readonly #file: PrivateJsonFile<z.infer<typeof fileSchema>>;

  constructor(userData: string, tell: Tell) {
    this.#file = new PrivateJsonFile(join(userData, 'place.json'), 'Where you were last', fileSchema, tell);
  }

  /** Null where nobody has been anywhere yet. */
  read(): string | null {
    return this.#file.read()?.place ?? null;
  }

  keep(place: string): void {
    this.#file.write({ version: 1, place });
  }
}
