import { Hono } from 'hono';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { undecodableNames } from '../files/raw-name.ts';
import { hasReadableName } from '../formats/readable-names.ts';
import { explainFileError } from '../project/file-error.ts';
import type { ConfinedFolder } from '../access/confined-path.ts';
import { type FolderListing, folderListingSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { described } from './route-description.ts';
import { validated } from './validated.ts';

/** A folder with more entries is shown up to here. */
const MAX_ENTRIES = 10_000;

function kindOf(name: string, isFolder: boolean): 'folder' | 'project' | 'configuration' | null {
  if (isFolder) return 'folder';
  if (name.endsWith('.keycore')) return 'project';
  return hasReadableName(name) ? 'configuration' : null;
}

/** Folders, projects and configurations of a folder, folders first, without hidden ones and links to the outside. */
function listing(folder: ConfinedFolder, path: string): FolderListing {
  const real = folder.existing(path === '' ? '.' : path);
  let names: string[];
  let undecodable: string[];
  try {
    names = readdirSync(real).filter((name) => !name.startsWith('.'));
    undecodable = undecodableNames(real).filter((name) => !name.startsWith('.'));
  } catch (error) {
    throw explainFileError(error, path, 'listed');
  }
  const entries = names.slice(0, MAX_ENTRIES).flatMap((name) => {
    try {
      const status = statSync(folder.existing(folder.shown(join(real, name))));
      const kind = status.isDirectory() || status.isFile() ? kindOf(name, status.isDirectory()) : null;
      return kind === null ? [] : [{ name, kind, bytes: kind === 'folder' ? 0 : status.size }];
    } catch {
      // A link to the outside or to nothing is not shown; a file may vanish between the two looks.
      return [];
    }
  });
  entries.sort(
    (a, b) =>
      Number(b.kind === 'folder') - Number(a.kind === 'folder') ||
      a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
  return { path: folder.shown(real), entries, undecodable: undecodable.slice(0, MAX_ENTRIES) };
}

/** GET /folder?path=: what lies in a folder inside the root. */
export function folderRoutes(context: ApiContext) {
  return new Hono().get(
    '/folder',
    described('query `path`, inside the root', 'FolderListing; browser host only'),
    validated('query', z.strictObject({ path: z.string().default('') })),
    (c) => {
      if (context.folder === null) throw new ApiFailure('forbidden', 'this host opens files by its dialogs');
      return c.json(folderListingSchema.parse(listing(context.folder, c.req.valid('query').path)));
    },
  );
}
