import { Hono } from 'hono';
import { watchForeignWrites } from '../library/foreign-writes.ts';
import { faultText } from '../files/fault-text.ts';
import { afterQuerySchema, projectChangeSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { lineStream } from './line-stream.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { validated } from './validated.ts';

/** GET …/changes?after=: what windows have to read again, as it changes. */
export function changeRoutes(context: ApiContext) {
  return new Hono().get(
    '/projects/:project/changes',
    described('query `after`: revision last seen', 'NDJSON of ProjectChange'),
    validated('query', afterQuerySchema),
    (c) => {
      const handle = openHandle(context, c);
      const { after } = c.req.valid('query');
      return lineStream(projectChangeSchema, (signal) => {
        watchForeignWrites(handle, signal, (error) => context.log(faultText(error)));
        return handle.changes.after(after, signal);
      });
    },
  );
}
