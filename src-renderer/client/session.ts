import type { OpenRequest, ProjectInfo } from '../../src-main/api/contract.ts';
import type { DesktopBridge } from '../../src-main/api/desktop-bridge.ts';
import type { SessionGrant } from '../../src-main/api/session-contract.ts';
import { AnotherProgram, failureOf, HostUnreachable, RequestFailure } from './failures.ts';
import { keepKey, keptKey, newNonce, type PageKey } from './page-key.ts';

declare global {
  interface Window {
    /** Put there by the desktop host's preload; absent in a browser. */
    readonly keycore?: DesktopBridge;
  }
}

/** The one-time code stands in the fragment, which no server log and no Referer header sees. */
const CODE = /^#code=([A-Za-z0-9_-]+)$/;
/** `RUN_HEADER` of session-contract.ts. */
const RUN_HEADER = 'keycore-run';
/** So long a proof is good by itself; longer only while a stream shows that the host is still the same. */
const PROOF_LIFE_MS = 2000;
/** A host on this machine answers at once; who takes longer is not waited for. */
const PATIENCE_MS = 15_000;

/** What the page shows, for a host that was started again: it has no project open. */
interface Reopening {
  request: OpenRequest;
  /** Hears how it went; what was shown is to be opened again by hand otherwise. */
  done: (project: ProjectInfo | RequestFailure) => void;
}

async function posted(path: string, body: unknown, headers: Record<string, string> = {}) {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      // The host never redirects.
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new HostUnreachable(error);
  }
}

/*
 * How this page comes in, and in again after a reload or a restart of its host. A token is kept in memory only, and is
 * sent to nobody who has not just proved to be the host: within the last moments, or before a stream that is still open.
 */
let ownToken: string | null = null;
let ownKey: PageKey | null = null;
let knownRun: string | null = null;
let provenAt = Number.NEGATIVE_INFINITY;
/** Open streams: the host that they come from is the one that gave its proof. */
const witnesses = new Set<object>();
let proving: Promise<void> | null = null;

function isProven() {
  if (ownToken === null) return false;
  return ownKey === null || witnesses.size > 0 || performance.now() - provenAt < PROOF_LIFE_MS;
}

async function prove() {
  ownKey ??= await keptKey();
  const key = ownKey;
  // This page has nothing to show that would let it in.
  if (key === null) throw new RequestFailure(401, { kind: 'forbidden', message: 'this page is not signed in' });
  const nonce = newNonce();
  const response = await posted('/api/session/challenge', { id: key.id, nonce });
  const answer: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  const nonce2 = await key.provenBy(nonce, answer);
  if (nonce2 === null) throw new AnotherProgram();
  if (ownToken === null) await rejoin(key, nonce, nonce2);
  else provenAt = performance.now();
}

async function rejoin(key: PageKey, nonce: string, nonce2: string) {
  const response = await posted('/api/session/rejoin', await key.rejoin(nonce, nonce2));
  if (!response.ok) throw await failureOf(response);
  await enter((await response.json()) as SessionGrant);
}

async function enter(grant: SessionGrant) {
  const isAnother = knownRun !== null && knownRun !== grant.run;
  ownKey = await keepKey(grant.rejoin);
  knownRun = grant.run;
  ownToken = grant.token;
  provenAt = performance.now();
  if (isAnother) await reopen(grant.token);
}

/** Before any other request: all of them speak of what is open. */
async function reopen(token: string) {
  const wanted = session.reopening();
  if (wanted === null) return;
  const response = await posted('/api/projects', wanted.request, { authorization: `Bearer ${token}` });
  wanted.done(response.ok ? ((await response.json()) as ProjectInfo) : await failureOf(response));
}

/** A request got no answer: the next answer may come from another program. */
function doubt() {
  witnesses.clear();
  provenAt = Number.NEGATIVE_INFINITY;
  // Without a key nobody can prove anything.
  if (ownKey === null) ownToken = null;
}

export const session = {
  /** What is to be open in a host that was started again; set by what shows it. */
  reopening: (): Reopening | null => null,
  doubt,
  /** Exchanges the one-time code of the address, if there is one, and takes it out of the address. */
  async signIn() {
    const code = CODE.exec(location.hash)?.[1];
    if (code === undefined) return;
    history.replaceState(null, '', location.pathname + location.search);
    const response = await posted('/api/session', { code });
    // A code that is spent or too old is no error here: the first request says that we are not signed in.
    if (response.ok) await enter((await response.json()) as SessionGrant);
  },
  /** The bearer token for a request that is sent now; null in the desktop window, which needs none. */
  async token() {
    if (window.keycore !== undefined) return null;
    if (proving === null && !isProven()) proving = prove().finally(() => (proving = null));
    await proving;
    return ownToken;
  },
  /** Throws unless an answer to a request with a token comes from the host that gave it (session-contract.ts). */
  check(response: Response, token: string | null) {
    if (token === null) return;
    if (response.status === 401) {
      // The host does not take this token (any more): the next request asks for another one.
      if (ownToken === token) ownToken = null;
    } else if (response.headers.get(RUN_HEADER) !== knownRun) {
      doubt();
      throw new AnotherProgram();
    }
  },
  /** A stream has begun; call what this gives when it ends, in whatever way. */
  witness() {
    const stream = {};
    witnesses.add(stream);
    return () => {
      witnesses.delete(stream);
      if (witnesses.size === 0) doubt();
    };
  },
};
