import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { readFigureMemory } from '../figures/read-figure-memory.ts';
import { glance } from '../project/glance.ts';
import type { Project } from '../project/project.ts';
import { shippedPath, shippedSamples } from '../user-data/shipped-samples.ts';
import type { ApiContext } from './context.ts';
import { figurePlaceSchema, memoryQuerySchema } from './figures-contract.ts';
import { described } from './route-description.ts';
import { receiveUpload } from './upload.ts';
import { validated } from './validated.ts';

/** Projects that are looked into for a sample, the last opened first. */
const MOST_LOOKED_INTO = 60;

/** Bytes of a picture that is read; a page at 600 dpi has some ten million. */
const LARGEST_PICTURE = 2 ** 28;

/** The number of the sample of that content; of several that which the figure names. */
function numberIn(project: Project, contentHash: string, named: number): number | null {
  const numbers = project.listSamples().filter((sample) => sample.contentHash === contentHash);
  return (numbers.find(({ number }) => number === named) ?? numbers.at(0))?.number ?? null;
}

/** A project on disk; one that cannot be looked at has not got the sample. */
function glancedAt(path: string, contentHash: string, named: number): number | null {
  try {
    return glance(path, (project) => numberIn(project, contentHash, named));
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Where the sample of a figure is: in an open project, a shipped one, or one that was opened before. */
function placeOf(context: ApiContext, contentHash: string, named: number, projectName: string) {
  const open = context.projects.list();
  const inOrder = [
    ...open.filter(({ name }) => name === projectName),
    ...open.filter(({ name }) => name !== projectName),
  ];
  for (const { key, project } of inOrder) {
    const sample = numberIn(project, contentHash, named);
    if (sample !== null) return { project: key, sample };
  }
  for (const { id } of shippedSamples(context.samplesFolder)) {
    const path = shippedPath(id, context.samplesFolder);
    const sample = path === null ? null : glancedAt(path, contentHash, named);
    if (sample !== null) return { project: `example.${id}`, sample };
  }
  for (const { id, path } of context.known.list().slice(0, MOST_LOOKED_INTO)) {
    const sample = glancedAt(path, contentHash, named);
    if (sample !== null) return { project: `known.${id}`, sample };
  }
  return null;
}

/** POST /figures/memory: what a picture shows, by what it says of itself; nothing is opened. */
export function figureMemoryRoutes(context: ApiContext) {
  return new Hono().post(
    '/figures/memory',
    described('query `name`; the bytes of an SVG, PDF or PNG', 'FigurePlace: what it shows, and where that is'),
    validated('query', memoryQuerySchema),
    async (c) => {
      const { name } = c.req.valid('query');
      const uploadBytes = Math.min(context.limits.uploadBytes, LARGEST_PICTURE);
      const { path, remove } = await receiveUpload(c.req.raw, context.userData, { ...context.limits, uploadBytes });
      try {
        const memory = readFigureMemory(await readFile(path), name);
        const { figure, options = {}, view = null, style, project, sample, contentHash } = memory;
        const found = placeOf(context, contentHash, sample, project);
        return c.json(
          figurePlaceSchema.parse({
            figure,
            options,
            view,
            style,
            projectName: project,
            sampleNumber: sample,
            contentHash,
            found,
          }),
        );
      } catch (error) {
        throw error instanceof BadInput ? BadInput.retold(error.message, { file: name }) : error;
      } finally {
        await remove();
      }
    },
  );
}
