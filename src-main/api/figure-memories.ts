import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { basename } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../native-workers/text/escaped.ts';
import { settingsTexts } from '../figures/figure-memory.ts';
import { readFigureMemory } from '../figures/read-figure-memory.ts';
import { glance } from '../project/glance.ts';
import type { Project } from '../project/project.ts';
import { shippedPath, shippedSamples } from '../user-data/shipped-samples.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { figurePlaceSchema, memoryQuerySchema } from './figures-contract.ts';
import { described } from './route-description.ts';
import { receiveUpload } from './upload.ts';
import { validated } from './validated.ts';

/** Projects that are looked into for a sample, the last opened first. */
const MOST_LOOKED_INTO = 60;

/** Bytes of a picture that is read; a page at 600 dpi has some ten million. */
const LARGEST_PICTURE = 2 ** 28;

const EXTENSION = '.keycore';

/** Said of a picture that is larger. */
const NO_FIGURE = '; no figure that Keycore writes is as large';

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

/** Those of a name come first; otherwise the order stays. */
function namedFirst<T extends { name: string }>(list: readonly T[], name: string): T[] {
  return [...list.filter((each) => each.name === name), ...list.filter((each) => each.name !== name)];
}

/**
 * Where the sample of a figure is: in an open project, a shipped one, or one that was opened before. Of several that hold
 * it, as a copy of an example does, the one of the name that the figure remembers goes before the others of its kind and
 * before examples of another name.
 */
function placeOf(context: ApiContext, contentHash: string, named: number, projectName: string) {
  for (const { key, project } of namedFirst(context.projects.list(), projectName)) {
    const sample = numberIn(project, contentHash, named);
    if (sample !== null) return { project: key, sample };
  }
  const shipped = shippedSamples(context.samplesFolder).map(({ id }) => {
    return { name: id, project: `example.${id}`, path: shippedPath(id, context.samplesFolder) };
  });
  const known = context.known.list().slice(0, MOST_LOOKED_INTO);
  const opened = known.map(({ id, path }) => {
    return { name: basename(path, EXTENSION), project: `known.${id}`, path };
  });
  for (const { project, path } of namedFirst([...shipped, ...opened], projectName)) {
    const sample = path === null ? null : glancedAt(path, contentHash, named);
    if (sample !== null) return { project, sample };
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
      const limits = { ...context.limits, uploadBytes };
      const { path, remove } = await receiveUpload(c.req.raw, context.userData, limits, NO_FIGURE).catch(
        (error: unknown) => {
          // Of several files that are dropped together it must be known which.
          if (error instanceof ApiFailure)
            throw new ApiFailure(error.kind, `${escapedLine(name)}: ${error.message}`, error.status);
          throw error;
        },
      );
      try {
        const memory = readFigureMemory(await readFile(path), name);
        const { figure, options = {}, view = null, style, reports = {}, project, sample, contentHash } = memory;
        const found = placeOf(context, contentHash, sample, project);
        return c.json(
          figurePlaceSchema.parse({
            figure,
            options,
            view,
            style,
            reports: settingsTexts(reports),
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
