import { once } from 'node:events';
import { hostname } from 'node:os';
import { z } from 'zod';
import { escapedLine, logEntry } from '../../../native-workers/text/escaped.ts';
import { openInBrowser } from '../../serve/browser.ts';
import type { RunningServer } from '../../serve/server.ts';
import { requireProjectPath } from '../../import/one-sample.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

const optionsSchema = z.strictObject({
  root: z
    .string()
    .default('.')
    .meta({ description: 'folder whose files the window may list, open and save', placeholder: 'dir' }),
  port: z.int().min(0).max(65_535).default(0).meta({ description: 'port; 0 takes a free one', placeholder: 'n' }),
  open: z.boolean().default(true).meta({ description: 'do not open a browser' }),
});

/** How to reach it; the file, not this text, holds the code. */
function wayIn({ port, redirectFile }: RunningServer) {
  return (
    `On this machine: open ${escapedLine(redirectFile)} in a browser.\n` +
    `From another one: ssh -L ${port}:127.0.0.1:${port} ${hostname()}, copy that file over and open it there within a minute.\n`
  );
}

/** Where to serve what, and whether a browser is opened. */
type ServeRequest = z.output<typeof optionsSchema> & { project: string | undefined };

/** Runs the browser host until the user stops it. */
export async function serveUntilStopped(request: ServeRequest, terminal: Terminal): Promise<typeof EXIT.done> {
  const { root, port, project, open } = request;
  // Loaded only here: it would add half to the time in which every other command starts.
  const { serve } = await import('../../serve/serve.ts');
  const server = await serve({ root, port, project, log: (text) => terminal.err(`${logEntry(text)}\n`) });
  try {
    const opened = open && (await openInBrowser(server.redirectFile));
    terminal.out(`Keycore runs at ${server.url} and is stopped by Ctrl-C.\n`);
    terminal.out(opened ? 'It opens in your browser.\n' : wayIn(server));
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  } finally {
    await server.close();
  }
  return EXIT.done;
}

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Open the window in a browser',
  details: [
    'Serves the window on 127.0.0.1, to browsers of this machine only, until it is stopped. A browser comes in through a file that only its owner can read: it holds a code that is good once and for a minute, and is written again when the code was used or grew old.',
    'On a machine without a screen (a cluster, through ssh) nothing is opened and it is said how to get there.',
  ],
  examples: [
    ['serve glass.keycore', 'Opens a project in the browser'],
    ['serve --root ~/data --port 8642 --no-open', 'Serves a folder at a port of your choice, for a tunnel'],
  ],
  arguments: { '[project]': 'project file (.keycore) to open' },
  options: optionsSchema,
  output: [],
  run: async ([project]: (string | undefined)[], options, terminal) => {
    if (project !== undefined) requireProjectPath(project);
    return serveUntilStopped({ ...options, project }, terminal);
  },
});
