import { startSession } from '../../src-main/api/session.ts';
import { serve } from '../../src-main/serve.ts';
import { contractSuite, UPLOAD_BYTES } from './serve-contract-suite.ts';
import { tokenFor } from './serve-client.ts';

const limits = { uploadBytes: UPLOAD_BYTES };
const log = (): void => undefined;

contractSuite('in process', async (root, userData) => {
  const { api, close } = startSession({ host: 'test', root, userData, limits, log });
  return { request: async (path, init) => api.request(path, init), stop: close };
});

contractSuite('over HTTP', async (root, userData) => {
  const server = await serve({ root, port: 0, userData, apiLimits: limits, log });
  const authorization = `Bearer ${await tokenFor(server)}`;
  return {
    request: (path, init) =>
      fetch(new URL(path, server.url), { ...init, headers: { ...(init?.headers as object), authorization } }),
    stop: server.close,
  };
});
