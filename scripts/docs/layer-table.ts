import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../setup/root.mjs';
import { markdownTable } from './markdown-table.ts';

/** The part of a rule of dependency-cruiser that concerns folders. */
interface Side {
  path?: string | string[];
  pathNot?: string | string[];
  circular?: boolean;
  couldNotResolve?: boolean;
  dependencyTypes?: string[];
  dependencyTypesNot?: string[];
}

interface LayerRules {
  forbidden: { name: string; comment?: string; from: Side; to: Side }[];
}

function paths(value: Side['path']) {
  return [value ?? []]
    .flat()
    .map((path) => `\`${path}\``)
    .join(', ');
}

/** One side of a rule in words; paths stay the regular expressions that they are. */
function sideText({ path, pathNot, circular, couldNotResolve, dependencyTypes, dependencyTypesNot }: Side) {
  const parts = [
    circular === true ? 'itself, round a circle of files' : '',
    couldNotResolve === true ? 'a file or package that is not there' : '',
    paths(path),
    dependencyTypes === undefined ? '' : `a package of the kind ${dependencyTypes.join(', ')}`,
    pathNot === undefined ? '' : `${path === undefined ? 'anything ' : ''}but ${paths(pathNot)}`,
    dependencyTypesNot?.includes('type-only') === true ? '(types may be imported)' : '',
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
  return tableOfLayers(createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as LayerRules);
}
