import { ORIGIN, schemeHandler } from '../../src-main/electron/scheme.ts';
import { startSession } from '../../src-main/api/session.ts';
import { serve } from '../../src-main/serve/serve.ts';
import { changesSuite } from './serve-changes-suite.ts';
import { contractSuite, UPLOAD_BYTES, type StartHost } from './serve-contract-suite.ts';
import { tokenFor } from './serve-client.ts';

const limits = { uploadBytes: UPLOAD_BYTES };
const log = (): void => undefined;

const inThisProcess: StartHost = async (root, userData) => {
  const { api, close } = startSession({ host: 'test', root, userData, limits, log });
  return { request: async (path, init) => api.request(path, init), stop: close };
};

const overHttp: StartHost = async (root, userData) => {
  const server = await serve({ root, port: 0, userData, apiLimits: limits, log });
  const authorization = `Bearer ${await tokenFor(server)}`;
  return {
    request: (path, init) =>
      fetch(new URL(path, server.url), { ...init, headers: { ...(init?.headers as object), authorization } }),
    stop: server.close,
  };
};

/** As the desktop window asks: through the handler of its scheme. Files go by path here, which its own API would refuse. */
const throughScheme: StartHost = async (root, userData) => {
  const { api, close } = startSession({ host: 'test', root, userData, limits, log });
  const handle = schemeHandler(api, root);
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    handle(new Request(new URL(path, ORIGIN), { ...init, headers: { ...(init.headers as object), origin: ORIGIN } }));
  return { request, stop: close };
};

contractSuite('in process', inThisProcess);
contractSuite('over HTTP', overHttp);
contractSuite('through the scheme of the desktop', throughScheme);
changesSuite('changes and exports in process', inThisProcess);
changesSuite('changes and exports over HTTP', overHttp);
changesSuite('changes and exports through the scheme of the desktop', throughScheme);
