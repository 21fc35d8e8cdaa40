import type { DesktopBridge } from '../../src-main/api/desktop-bridge.ts';

declare global {
  interface Window {
    /** Put there by the desktop host's preload; absent in a browser. */
    readonly keycore?: DesktopBridge;
  }
}

const STORED_TOKEN = 'keycore.token';
/** The one-time code stands in the fragment, which no server log and no Referer header sees. */
const CODE = /^#code=([A-Za-z0-9_-]+)$/;

/** The bearer token of this tab, if it has one. */
export function bearerToken(): string | null {
  return sessionStorage.getItem(STORED_TOKEN);
}

export function forgetToken(): void {
  sessionStorage.removeItem(STORED_TOKEN);
}

/**
 * Exchanges the one-time code of the address, if there is one, for a bearer token and takes it out of the address. A
 * code that is spent or too old is no error here: the first request will say that we are not signed in.
 */
export async function signIn(): Promise<void> {
  const code = CODE.exec(location.hash)?.[1];
  if (code === undefined) return;
  history.replaceState(null, '', location.pathname + location.search);
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) return;
  const { token } = (await response.json()) as { token: string };
  sessionStorage.setItem(STORED_TOKEN, token);
}
