import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './setup/root.mjs';
import { filesUnder, pathInRoot } from './setup/source-files.mjs';

const SCRIPT = /<script\b[^>]*>([^]*?)<\/script>/g;

/** A file of sources with its code; the path is relative to the root, with `/`. */
export interface SourceFile {
  path: string;
  code: string;
}

/** The code of a file's text; of a component, that of its scripts. */
export function codeOf(path: string, text: string): string {
  return path.endsWith('.svelte') ? Array.from(text.matchAll(SCRIPT), ([, script]) => script).join('\n') : text;
}

/** The files of some folders of a root whose names fit. */
export function sourcesUnder(root: string, folders: readonly string[], name: RegExp): SourceFile[] {
  return folders
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => name.test(file))
    .map((file) => ({ path: pathInRoot(file, root), code: codeOf(file, readFileSync(file, 'utf8')) }));
}

/** The files of the program itself. */
export function productSources(): SourceFile[] {
  return sourcesUnder(ROOT, ['native-workers', 'src-main', 'src-renderer'], /\.(ts|svelte)$/);
}

/** What a code imports, dynamically and as types too, as it names it. */
export function importsIn(code: string): string[] {
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}
