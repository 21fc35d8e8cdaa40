import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { FilePreview } from '../import/file-preview.ts';
import { PrivateJsonFile, type Tell } from './private-json-file.ts';

/** So many are remembered, the latest ones. */
const MOST = 200;
/** Longer answers (a model of one's own with long tables) are not remembered. */
const LONGEST = 20_000;

/** What was said of a file: members of the query of an import. */
export type Recipe = Record<string, string | number>;

const entrySchema = z.strictObject({
  // Hashes: the file tells nothing of folders and names of columns.
  key: z.string().regex(/^[0-9a-f]{64}$/),
  answers: z.record(z.string(), z.union([z.string(), z.number()])),
});
const fileSchema = z.strictObject({ version: z.literal(1), recipes: z.array(entrySchema) });

/** What recipes for a file go by, the first before the others. */
export interface Likeness {
  /** Files of the same folder, where that is known. */
  folder: string | null;
  /** Files of the same format, columns and types. */
  columns: string;
}

function hashed(...parts: readonly string[]) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * What a file is like: of its folder where its path is the user's own (not of an upload), and of the same format, column
 * names and type labels. Null for a file in which nothing was recognised.
 */
export function likenessOf(path: string | null, { format, facts }: FilePreview): Likeness | null {
  if (format === null) return null;
  const columns = facts?.columns.map(({ column }) => column) ?? [];
  const types = facts?.types.map(({ label }) => label) ?? [];
  return {
    folder: path === null ? null : hashed('folder', dirname(path), format),
    columns: hashed('columns', format, ...columns, 'types', ...types),
  };
}

/** What the user has said of files when they were imported, for the next ones like them. */
export class ImportRecipes {
  readonly #file: PrivateJsonFile<z.infer<typeof fileSchema>>;

  /** @param tell receives a sentence for the user about a damaged file */
  constructor(userData: string, tell: Tell) {
    this.#file = new PrivateJsonFile(
      join(userData, 'recipes.json'),
      'What you said of imported files',
      fileSchema,
      tell,
    );
  }

  #read() {
    return this.#file.read()?.recipes ?? [];
  }

  /** The answers for a file like this, and what it has in common with the one they were given of; null where none are. */
  find({ folder, columns }: Likeness): { answers: Recipe; of: 'folder' | 'columns' } | null {
    const recipes = this.#read();
    for (const [of, key] of [['folder', folder] as const, ['columns', columns] as const]) {
      const found = recipes.find((recipe) => recipe.key === key);
      if (found !== undefined) return { answers: found.answers, of };
    }
    return null;
  }

  /** Remembers answers; none at all take the place of those before. */
  keep({ folder, columns }: Likeness, answers: Recipe): void {
    const keys = folder === null ? [columns] : [folder, columns];
    const before = this.#read();
    const others = before.filter(({ key }) => !keys.includes(key));
    const isSaid = Object.keys(answers).length > 0 && JSON.stringify(answers).length <= LONGEST;
    if (!isSaid && others.length === before.length) return;
    const own = isSaid ? keys.map((key) => ({ key, answers })) : [];
    this.#file.write({ version: 1, recipes: [...own, ...others].slice(0, MOST) });
  }
}
