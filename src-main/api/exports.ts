import { type Context, Hono } from 'hono';
import { statSync } from 'node:fs';
import type { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { foundColumns } from '../project/analysis-reports.ts';
import { storedStructure } from '../project/stored-structure.ts';
import { encodeStructure, writerById, writeStructure } from '../formats/writers.ts';
import { explainFileError } from '../project/file-error.ts';
import { exportInfoSchema, exportQuerySchema, type FileRequest, fileRequestSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { namedFile, openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { pieceStream } from './piece-stream.ts';
import { openSample } from './samples.ts';
import { validated } from './validated.ts';

/** What is written of a sample, how, and the name of a file for it. */
function exportOf(context: ApiContext, c: Context, { format, modes }: z.output<typeof exportQuerySchema>) {
  const handle = openHandle(context, c);
  const writer = writerById(format);
  const { number } = openSample(context, c).facts.numbers;
  const structure = storedStructure(handle.project.readSample(number), modes, foundColumns(handle.project, number));
  return { structure, writer, name: `${handle.name}-${number}${writer.extension}` };
}

/** Where an export goes. A grant's dialog has asked before it named a file that exists; a path has to be a new one. */
function checkTarget(path: string, shown: string, target: FileRequest) {
  if (path.toLowerCase().endsWith('.keycore'))
    throw new BadInput('a .keycore file is a project; an export needs another name', { file: shown });
  if ('path' in target && statSync(path, { throwIfNoEntry: false }) !== undefined)
    throw new BadInput('it exists already: choose another name', { file: shown });
}

/** Chunks as they are taken: a sample of a million particles is hundreds of megabytes as text. */
function* copiesOf(chunks: Iterable<Uint8Array>) {
  // The stream may hand them to another thread.
  for (const chunk of chunks) yield Uint8Array.from(chunk);
}

/** Header of a download: `attachment` under a name of any letters: an ASCII one for old readers, and the name itself (RFC 6266). */
export function attachment(name: string) {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** GET …/samples/:sample/export?format=&modes= (a download), POST the same with the file to write. */
export function exportRoutes(context: ApiContext) {
  return new Hono()
    .get(
      '/projects/:project/samples/:sample/export',
      described(
        'query `format`: id of a format, `modes`: lowest modes to write (1)',
        'the file, as a [download](#exports)',
      ),
      validated('query', exportQuerySchema),
      (c) => {
        const { structure, writer, name } = exportOf(context, c, c.req.valid('query'));
        const { chunks, omitted, remarks } = encodeStructure(structure, writer.id);
        return new Response(pieceStream(copiesOf(chunks)), {
          headers: {
            'content-type': 'application/octet-stream',
            'content-disposition': attachment(name),
            'keycore-omitted': encodeURIComponent(JSON.stringify(omitted)),
            'keycore-remarks': encodeURIComponent(JSON.stringify(remarks)),
            'cache-control': 'no-store',
          },
        });
      },
    )
    .post(
      '/projects/:project/samples/:sample/export',
      described('the same query; `{ grant }`, or `{ path }` of a new file', 'ExportInfo'),
      validated('query', exportQuerySchema),
      validated('json', fileRequestSchema),
      async (c) => {
        const { structure, writer } = exportOf(context, c, c.req.valid('query'));
        const target = c.req.valid('json');
        const { path, shown } = namedFile(target, 'export', context);
        checkTarget(path, shown, target);
        const { bytes, omitted, remarks } = await writeStructure(path, structure, writer.id).catch((error: unknown) => {
          throw explainFileError(error, shown, 'written');
        });
        const particles = structure.ids.length;
        return c.json(exportInfoSchema.parse({ name: shown, bytes, particles, omitted, remarks }));
      },
    );
}
