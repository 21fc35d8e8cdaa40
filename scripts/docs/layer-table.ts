import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../setup/root.mjs';
import { markdownTable } from './markdown-table.ts';

const pathSchema = z.union([z.string(), z.array(z.string())]).optional();

/** The part of a rule of dependency-cruiser that concerns folders. */
const sideSchema = z.looseObject({
  path: pathSchema,
  pathNot: pathSchema,
  circular: z.boolean().optional(),
  couldNotResolve: z.boolean().optional(),
  dependencyTypes: z.array(z.string()).optional(),
  dependencyTypesNot: z.array(z.string()).optional(),
  viaOnly: z.looseObject({ dependencyTypesNot: z.array(z.string()).optional() }).optional(),
});

const rulesSchema = z.object({
  forbidden: z.array(
    z.looseObject({ name: z.string(), comment: z.string().optional(), from: sideSchema, to: sideSchema }),
  ),
});

export type LayerRules = z.infer<typeof rulesSchema>;
type Side = z.infer<typeof sideSchema>;

function paths(value: Side['path']) {
  return [value ?? []]
    .flat()
    .map((path) => `\`${path}\``)
    .join(', ');
}

/** One side of a rule in words; paths stay the regular expressions that they are. */
function sideText({ path, pathNot, circular, couldNotResolve, dependencyTypes, dependencyTypesNot, viaOnly }: Side) {
  const typesOnly = [dependencyTypesNot, viaOnly?.dependencyTypesNot].some((types) => types?.includes('type-only'));
  const parts = [
    circular === true ? 'itself, round a circle of files' : '',
    couldNotResolve === true ? 'a file or package that is not there' : '',
    paths(path),
    dependencyTypes === undefined ? '' : `a package of the kind ${dependencyTypes.join(', ')}`,
    pathNot === undefined ? '' : `${path === undefined ? 'anything ' : ''}but ${paths(pathNot)}`,
    typesOnly ? '(types may be imported)' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'any file' : parts.join(' ');
}

/** The rules of which file may import which. */
export function tableOfLayers({ forbidden }: LayerRules): string {
  const rows = forbidden.map(({ name, comment = '', from, to }) => [
    `\`${name}\``,
    sideText(from),
    sideText(to),
    comment,
  ]);
  return markdownTable(['rule', 'files', 'must not import', 'why'], rows);
}

/** The table of docs/source-tree.md. */
export function layerTable(): string {
  return tableOfLayers(rulesSchema.parse(createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'))));
}
