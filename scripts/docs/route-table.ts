import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DescribedRoute, describedRoutes } from '../../src-main/api/route-description.ts';
import { startSession } from '../../src-main/api/session.ts';
import { SESSION_ROUTES } from '../../src-main/serve/session-routes.ts';
import { markdownTable } from './markdown-table.ts';

/** In the order of paths, each with its methods as one reads, makes and removes what it names. */
const METHODS = ['GET', 'POST', 'DELETE'];

/** Every route of the API: those of the app as it runs, and those by which a page comes in. */
async function allRoutes() {
  const userData = mkdtempSync(join(tmpdir(), 'keycore-docs-'));
  try {
    const session = startSession({ host: 'test', userData });
    const routes = describedRoutes(session.api.routes);
    await session.close();
    return [...SESSION_ROUTES, ...routes];
  } finally {
    rmSync(userData, { recursive: true });
  }
}

/** The table of some routes; throws where one of them has no description. */
export function tableOfRoutes(routes: readonly DescribedRoute[]): string {
  const rank = ({ method }: DescribedRoute) => METHODS.indexOf(method);
  const sorted = [...routes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : rank(a) - rank(b)));
  const rows = sorted.map(({ method, path, description }) => {
    if (description === null)
      throw new Error(`${method} ${path} has no description: put described(request, answer) before its handlers`);
    return [`\`${method} ${path}\``, description.request, description.answer];
  });
  return markdownTable(['route', 'request', 'answer'], rows);
}

/** The table of docs/api.md. */
export async function routeTable(): Promise<string> {
  return tableOfRoutes(await allRoutes());
}
