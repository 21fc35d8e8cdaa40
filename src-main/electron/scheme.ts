import { pageFile } from './page-files.ts';

export const SCHEME = 'keycore';

/** The one origin of the window. */
export const ORIGIN = `${SCHEME}://app`;

/** What the window loads. */
export const START_PAGE = `${ORIGIN}/`;

/**
 * To be registered before Electron is ready. A standard, secure scheme has an origin (relative URLs, storage, modules);
 * fetch and streams are for the API. Left out: corsEnabled (no other origin has business here), bypassCSP, service
 * workers, extensions.
 */
export const SCHEME_REGISTRATION = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** The API as one function, whichever host serves it. */
export interface ApiHandler {
  fetch(request: Request): Response | Promise<Response>;
}

/** True for a URL of our own page; anything else that speaks to the main side is a stranger. */
export function isOwnPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === `${SCHEME}:` && new URL(url).host === 'app';
}

/**
 * Answers every request of the `keycore` scheme: `/api/…` by the API, anything else by a file of the built page. There
 * is one host, `app`; others, and requests that another origin's page made, are refused.
 */
export function schemeHandler(api: ApiHandler, pageFolder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const origin = request.headers.get('origin');
    if (!isOwnPage(request.url) || (origin !== null && origin !== ORIGIN))
      return new Response('not for this page\n', { status: 403, headers: { 'content-type': 'text/plain' } });
    return url.pathname.startsWith('/api/') ? api.fetch(request) : pageFile(pageFolder, request);
  };
}
