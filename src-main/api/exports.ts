import { type Context, Hono } from 'hono';
import { statSync } from 'node:fs';
import type { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { offeredFields } from '../export/exported-fields.ts';
import { exportedStructure } from '../export/exported-structure.ts';
import type { FieldSource } from '../export/field-source.ts';
import { modeChoiceOf } from '../export/mode-choice.ts';
import { oscillation } from '../export/oscillation.ts';
import { replaceFile } from '../formats/replace-file.ts';
import { encodeFrames, encodeStructure, writerById } from '../formats/writers.ts';
import { explainFileError } from '../project/file-error.ts';
import { modeDisplacement, warmSource } from './arrays.ts';
import {
  exportFieldsSchema,
  exportInfoSchema,
  exportQuerySchema,
  type FileRequest,
  fileRequestSchema,
  trajectoryQuerySchema,
} from './contract.ts';
import type { ApiContext } from './context.ts';
import { namedFile } from './projects.ts';
import { described } from './route-description.ts';
import { pieceStream } from './piece-stream.ts';
import { type OpenSample, openSample } from './samples.ts';
import { validated } from './validated.ts';

/** The sample of a route as fields are made from it. */
function sourceOf(context: ApiContext, sample: OpenSample): FieldSource {
  const { handle, facts } = sample;
  const { number, particles } = facts.numbers;
  return {
    project: handle.name,
    sample: handle.project.readSample(number),
    modes: Math.max(facts.storedModes, context.modes.count(facts.analysedHash, particles)),
    displacement: (mode) => modeDisplacement(context, sample, mode),
    report: (analysis) => context.reports.last(handle, number, analysis),
    run: (task, input) => context.warm.run(warmSource(sample), task, input),
  };
}

/** What is written, how, and the name of a file for it. */
interface Export {
  name: string;
  chunks: Iterable<Uint8Array>;
  particles: number;
  omitted: string[];
  remarks: string[];
}

/** A sample as a file. Throws `BadInput` for a format or field that there is not. */
export async function sampleExport(
  context: ApiContext,
  sample: OpenSample,
  { format, fields, modes, mode }: z.output<typeof exportQuerySchema>,
): Promise<Export> {
  const writer = writerById(format);
  const source = sourceOf(context, sample);
  const choice = { fields: fields ?? null, modes: modeChoiceOf(modes, mode) };
  const structure = await exportedStructure(source, choice);
  const name = `${source.project}-${source.sample.numbers.number}${writer.extension}`;
  return { ...encodeStructure(structure, format), name, particles: structure.ids.length };
}

async function trajectoryExport(
  context: ApiContext,
  c: Context,
  { format, ...asked }: z.output<typeof trajectoryQuerySchema>,
): Promise<Export> {
  const writer = writerById(format);
  const source = sourceOf(context, openSample(context, c));
  const { frames, remarks } = await oscillation(source, asked);
  const { number, particles } = source.sample.numbers;
  const name = `${source.project}-${number}-mode-${asked.mode}${writer.extension}`;
  return { name, chunks: encodeFrames(frames, format), particles, omitted: [], remarks };
}

function download({ name, chunks, omitted, remarks }: Export) {
  return new Response(pieceStream(copiesOf(chunks)), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(name),
      'keycore-omitted': encodeURIComponent(JSON.stringify(omitted)),
      'keycore-remarks': encodeURIComponent(JSON.stringify(remarks)),
      'cache-control': 'no-store',
    },
  });
}

async function writtenTo(target: FileRequest, { chunks, particles, omitted, remarks }: Export, context: ApiContext) {
  const { path, shown } = namedFile(target, 'export', context);
  checkTarget(path, shown, target);
  const bytes = await replaceFile(path, chunks).catch((error: unknown) => {
    throw explainFileError(error, shown, 'written');
  });
  return exportInfoSchema.parse({ name: shown, bytes, particles, omitted, remarks });
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

/**
 * GET …/samples/:sample/export?format=&modes=&fields= and …/trajectory?format=&mode= (downloads), POST the same with the
 * file to write.
 */
export function exportRoutes(context: ApiContext) {
  const route = '/projects/:project/samples/:sample';
  const sameQuery = 'the same query; `{ grant }`, or `{ path }` of a new file';
  return new Hono()
    .get(
      `${route}/export`,
      described(
        'query `format`: id of a format, `modes`: lowest modes to write (1), or `mode`: their numbers (`0-3,7`), `fields`: names of fields',
        'the file, as a [download](#exports)',
      ),
      validated('query', exportQuerySchema),
      async (c) => download(await sampleExport(context, openSample(context, c), c.req.valid('query'))),
    )
    .post(
      `${route}/export`,
      described(sameQuery, 'ExportInfo'),
      validated('query', exportQuerySchema),
      validated('json', fileRequestSchema),
      async (c) =>
        c.json(
          await writtenTo(
            c.req.valid('json'),
            await sampleExport(context, openSample(context, c), c.req.valid('query')),
            context,
          ),
        ),
    )
    .get(
      `${route}/export/fields`,
      described('', '`{ fields }`: what an export of the sample can have, by the names of `fields`'),
      (c) => c.json(exportFieldsSchema.parse({ fields: offeredFields(sourceOf(context, openSample(context, c))) })),
    )
    .get(
      `${route}/trajectory`,
      described(
        'query `format`: id of a format with frames, `mode` (0), `amplitude` (0.3 σ), `frames` of a period (24), `periods` (1)',
        'the oscillating mode as a file of several frames, as a [download](#exports)',
      ),
      validated('query', trajectoryQuerySchema),
      async (c) => download(await trajectoryExport(context, c, c.req.valid('query'))),
    )
    .post(
      `${route}/trajectory`,
      described(sameQuery, 'ExportInfo'),
      validated('query', trajectoryQuerySchema),
      validated('json', fileRequestSchema),
      async (c) =>
        c.json(await writtenTo(c.req.valid('json'), await trajectoryExport(context, c, c.req.valid('query')), context)),
    );
}
