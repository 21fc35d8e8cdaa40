import type { OpenRequest, ProjectInfo } from '../../src-main/api/contract.ts';
import type { DesktopBridge } from '../../src-main/api/desktop-bridge.ts';
import type { SessionGrant } from '../../src-main/api/session-contract.ts';
import { AnotherProgram, failureOf, HostUnreachable, RequestFailure } from './failures.ts';
import { newNonce, PageKey } from './page-key.ts';

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

/**
 * How this page comes in, and in again after a reload or a restart of its host. A token is kept in memory only, and is
 * sent to nobody who has not just proved to be the host: within the last moments, or before a stream that is still open.
 */
class PageSession {
  #token: string | null = null;
  #key: PageKey | null = null;
  #run: string | null = null;
  #provenAt = Number.NEGATIVE_INFINITY;
  /** Open streams: the host that they come from is the one that gave its proof. */
  readonly #witnesses = new Set<object>();
  #proving: Promise<void> | null = null;
  /** What is to be open in a host that was started again; set by what shows it. */
  reopening: () => Reopening | null = () => null;

  /** Exchanges the one-time code of the address, if there is one, and takes it out of the address. */
  async signIn(): Promise<void> {
    const code = CODE.exec(location.hash)?.[1];
    if (code === undefined) return;
    history.replaceState(null, '', location.pathname + location.search);
    const response = await posted('/api/session', { code });
    // A code that is spent or too old is no error here: the first request says that we are not signed in.
    if (response.ok) await this.#enter((await response.json()) as SessionGrant);
  }

  /** The bearer token for a request that is sent now; null in the desktop window, which needs none. */
  async token(): Promise<string | null> {
    if (window.keycore !== undefined) return null;
    if (this.#proving === null && !this.#isProven())
      this.#proving = this.#prove().finally(() => (this.#proving = null));
    await this.#proving;
    return this.#token;
  }

  /** Throws unless an answer to a request with a token comes from the host that gave it (session-contract.ts). */
  check(response: Response, token: string | null): void {
    if (token === null) return;
    if (response.status === 401) {
      // The host does not take this token (any more): the next request asks for another one.
      if (this.#token === token) this.#token = null;
    } else if (response.headers.get(RUN_HEADER) !== this.#run) {
      this.doubt();
      throw new AnotherProgram();
    }
  }

  /** A request got no answer: the next answer may come from another program. */
  doubt(): void {
    this.#witnesses.clear();
    this.#provenAt = Number.NEGATIVE_INFINITY;
    // Without a key nobody can prove anything.
    if (this.#key === null) this.#token = null;
  }

  /** A stream has begun; call what this gives when it ends, in whatever way. */
  witness(): () => void {
    const stream = {};
    this.#witnesses.add(stream);
    return () => {
      this.#witnesses.delete(stream);
      if (this.#witnesses.size === 0) this.doubt();
    };
  }

  #isProven() {
    if (this.#token === null) return false;
    return this.#key === null || this.#witnesses.size > 0 || performance.now() - this.#provenAt < PROOF_LIFE_MS;
  }

  async #prove() {
    this.#key ??= await PageKey.kept();
    const key = this.#key;
    // This page has nothing to show that would let it in.
    if (key === null) throw new RequestFailure(401, { kind: 'forbidden', message: 'this page is not signed in' });
    const nonce = newNonce();
    const response = await posted('/api/session/challenge', { id: key.id, nonce });
    const answer: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
    const nonce2 = await key.provenBy(nonce, answer);
    if (nonce2 === null) throw new AnotherProgram();
    if (this.#token === null) await this.#rejoin(key, nonce, nonce2);
    else this.#provenAt = performance.now();
  }

  async #rejoin(key: PageKey, nonce: string, nonce2: string) {
    const response = await posted('/api/session/rejoin', await key.rejoin(nonce, nonce2));
    if (!response.ok) throw await failureOf(response);
    await this.#enter((await response.json()) as SessionGrant);
  }

  async #enter({ token, run, rejoin }: SessionGrant) {
    const isAnother = this.#run !== null && this.#run !== run;
    this.#key = await PageKey.keep(rejoin);
    this.#run = run;
    this.#token = token;
    this.#provenAt = performance.now();
    if (isAnother) await this.#reopen(token);
  }

  /** Before any other request: all of them speak of what is open. */
  async #reopen(token: string) {
    const wanted = this.reopening();
    if (wanted === null) return;
    const response = await posted('/api/projects', wanted.request, { authorization: `Bearer ${token}` });
    wanted.done(response.ok ? ((await response.json()) as ProjectInfo) : await failureOf(response));
  }
}

export const session = new PageSession();
