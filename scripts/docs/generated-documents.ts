import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src-main/cli/commands/command-table.ts';
import { ROOT } from '../setup/root.mjs';
import { analysisTable } from './analysis-table.ts';
import { columnTable } from './column-table.ts';
import { commandLineDocument } from './command-line-document.ts';
import { glossaryDocument } from './glossary-document.ts';
import { layerTable } from './layer-table.ts';
import { withPart } from './marked-part.ts';
import { routeTable } from './route-table.ts';
import { schemaTable } from './schema-table.ts';

/** A document of which a part, or all, is made from the sources. */
interface GeneratedDocument {
  /** From the root. */
  path: string;
  /** What the document should be now. */
  make: () => Promise<string>;
}

/** A document that people write but for the part between two markers. */
function partly(path: string, name: string, content: () => string | Promise<string>): GeneratedDocument {
  return {
    path,
    make: async () => withPart(readFileSync(join(ROOT, path), 'utf8'), name, await content()),
  };
}

/** Every such document. */
export const GENERATED_DOCUMENTS: readonly GeneratedDocument[] = [
  { path: 'docs/command-line.md', make: () => Promise.resolve(commandLineDocument(COMMANDS)) },
  { path: 'docs/glossary.md', make: () => Promise.resolve(glossaryDocument()) },
  partly('docs/analyses.md', 'analyses', analysisTable),
  partly('docs/api.md', 'routes', routeTable),
  partly('docs/filters.md', 'columns', columnTable),
  partly('docs/project-file.md', 'schema', schemaTable),
  partly('docs/source-tree.md', 'layers', layerTable),
];
