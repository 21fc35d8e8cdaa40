import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../integration/cli-runner.ts';

/** A step of a document: a file and its whole text, or what changes in it. */
export interface Step {
  path: string;
  kind: string;
  text: string;
}

/** The steps of a document, in order: "**1. `path`**", some words, and a block of code. */
export function stepsOf(document: string): Step[] {
  const page = readFileSync(join(ROOT, document), 'utf8');
  const step = /\*\*\d+\. `(?<path>[^`]+)`\*\*[^\n]*\n\n```(?<kind>\w+)\n(?<text>.*?)\n```\n/gs;
  return [...page.matchAll(step)].map(({ groups = {} }) => ({
    path: groups['path'],
    kind: groups['kind'],
    text: groups['text'],
  }));
}

/** `source` with the hunks of a diff without line numbers; each must fit in one place. */
function patched(source: string, diff: string): string {
  return diff.split('\n@@\n').reduce((before, hunk) => {
    const lines = hunk.split('\n');
    const side = (left: string): string =>
      lines
        .filter((line) => !line.startsWith(left))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    const parts = before.split(side('+'));
    if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times:\n${side('+')}`);
    return parts.join(side('-'));
  }, source);
}

/** Carries steps out in a copy of the sources. Throws for a diff that does not fit. */
export function carryOut(copy: string, steps: readonly Step[]): void {
  for (const { path, kind, text } of steps) {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, kind === 'diff' ? patched(readFileSync(file, 'utf8'), text) : `${text}\n`);
  }
}
