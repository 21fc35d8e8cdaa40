// The room of figures as the window asks for it: the list, then a small picture of every panel, six at a time.
import { join } from 'node:path';
import { keepCompiledSources } from '../../../src-main/user-data/compile-cache.mjs';
import type { FigureList } from '../../../src-main/api/figures-contract.ts';
import type { ProjectInfo } from '../../../src-main/api/contract.ts';

const [folder, name] = process.argv.slice(2);
const CONNECTIONS = 6;

// As every host has it, before anything else is loaded.
keepCompiledSources();
const { startSession } = await import('../../../src-main/api/session.ts');
const session = startSession({ host: 'test', root: folder, userData: join(folder, 'user') });
const { api } = session;
const opened = await api.request('/api/projects', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ path: name }),
});
const { id } = (await opened.json()) as ProjectInfo;
const figures = `/api/projects/${id}/samples/1/figures`;

/** Seconds until all are there, and how many. */
async function gallery(): Promise<{ seconds: number; pictures: number }> {
  const begun = performance.now();
  const { panels } = (await (await api.request(figures)).json()) as FigureList;
  const wanted = panels.filter(({ reason }) => reason === null).map((panel) => panel.id);
  const pictures = wanted.length;
  const next = async (): Promise<void> => {
    for (let panel = wanted.shift(); panel !== undefined; panel = wanted.shift())
      await (await api.request(`${figures}/thumbnail?id=${panel}&pixels=225`)).arrayBuffer();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, next));
  return { seconds: (performance.now() - begun) / 1000, pictures };
}

const first = await gallery();
const later = await gallery();
await session.close();
process.stdout.write(JSON.stringify({ first: first.seconds, later: later.seconds, pictures: first.pictures }));
