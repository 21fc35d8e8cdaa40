import { fileURLToPath } from 'node:url';

import { writeSections } from './document.ts';
import { machineLine } from './machine.ts';
import { SECTIONS } from './sections.ts';
import { toMarkdown } from './table.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/bench.md', import.meta.url));

/** What the command line asks for. */
export interface BenchRequest {
  /** Section ids; empty means all. */
  only: string[];
  quick: boolean;
  peerLimitSeconds: number;
  write: boolean;
}

/** Runs the sections asked for, prints their tables as they come, and writes the document if asked to. */
export async function runBench(request: BenchRequest): Promise<void> {
  for (const id of request.only) {
    if (!SECTIONS.some((section) => section.id === id))
      throw new Error(`no section '${id}'; there are ${SECTIONS.map((section) => section.id).join(', ')}`);
  }
  if (!(request.peerLimitSeconds > 0)) throw new Error('--peer-limit takes a number of seconds above 0');
  const chosen = SECTIONS.filter((section) => request.only.length === 0 || request.only.includes(section.id));
  const say = (what: string): void => void process.stderr.write(`${what}\n`);
  const machine = machineLine();
  process.stdout.write(`${machine}\n\n`);
  const results = new Map<string, string>();
  for (const section of chosen) {
    say(`── ${section.title}`);
    const tables = await section.run({ quick: request.quick, peerLimitSeconds: request.peerLimitSeconds, say });
    const text = tables.map(toMarkdown).join('\n');
    process.stdout.write(`${text}\n`);
    const command = ['npm run bench -- --write', `--only ${section.id}`, ...(request.quick ? ['--quick'] : [])].join(
      ' ',
    );
    results.set(section.id, `Made by \`${command}\` on ${machine}\n\n${text}`);
  }
  if (request.write) writeSections(DOCUMENT, results);
}
