import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { startSession } from '../../../src-main/api/session.ts';
import { startServer } from '../../../src-main/serve/server.ts';

/**
 * A browser host in a process of its own: `fork` it with ROOT, USER-DATA and 'ahead' or 'cold'. With 'ahead' threads are
 * kept ready as by `keycore serve`, and it sends { url, redirectFile } when they are; with 'cold' none are. It sends the
 * number of threads started so far in answer to any message.
 */
const [root, userData, start] = process.argv.slice(2);
const session = startSession({ host: 'browser', root, userData });
const { warm } = session.context;
if (start === 'ahead') {
  warm.startAhead();
  while (warm.ready < 2) await wait(20);
}
const page = new URL('../../../build/renderer', import.meta.url).pathname;
const { url, redirectFile, close } = await startServer({ session, port: 0, page, log: () => undefined });
process.on('message', () => process.send?.({ started: warm.started }));
process.send?.({ url, redirectFile });
await once(process, 'disconnect');
await close();
process.exit(0);
