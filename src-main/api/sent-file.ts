import type { Context } from 'hono';
import { explainFileError } from '../project/file-error.ts';
import { fileRequestSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import type { ImportSource } from './import-job.ts';
import { previewReferenceSchema } from './previews-contract.ts';
import { namedFile } from './projects.ts';
import { readSmallBody } from './small-body.ts';
import { receiveUpload } from './upload.ts';

/** What a request brings to be imported: a file, or the name of one that was looked at before. */
export type SentFile = { preview: string } | (ImportSource & { remove: () => Promise<void> });

async function received(c: Context, context: ApiContext, name: string) {
  try {
    return await receiveUpload(c.req.raw, context.userData, context.limits);
  } catch (error) {
    throw explainFileError(error, name, 'kept');
  }
}

/** The file of a request: its body, or what its JSON names by grant, by path inside the root, or by an earlier preview. */
export async function sentFile(c: Context, context: ApiContext, name: string): Promise<SentFile> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    const { path, remove } = await received(c, context, name);
    return { path, upload: true, remove };
  }
  await readSmallBody(c, context.limits.jsonBytes);
  const body = await c.req.json<unknown>().catch(() => undefined);
  const reference = previewReferenceSchema.safeParse(body);
  if (reference.success) return reference.data;
  const source = fileRequestSchema.safeParse(body);
  if (!source.success)
    throw new ApiFailure('bad-request', 'expected {"grant": …}, {"path": …} or {"preview": …}, or the file itself');
  const { path } = namedFile(source.data, 'read', context);
  return { path, upload: false, remove: async () => undefined };
}
