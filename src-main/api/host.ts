import { Hono } from 'hono';
import { addon } from '../../native-workers/addon.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { modelById, modelIds } from '../../native-workers/models/registry.ts';
import { COMPRESSED_ENDINGS, READABLE_ENDINGS } from '../formats/readable-names.ts';
import { READERS } from '../formats/readers.ts';
import { WRITERS } from '../formats/writers.ts';
import { shippedSamples } from '../user-data/shipped-samples.ts';
import { SAMPLE_COLUMNS } from '../project/sample-filter/sample-columns.ts';
import { hostInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { described } from './route-description.ts';

/** GET /host: what this Keycore is and can do. */
export function hostRoutes(context: ApiContext) {
  // Of models and formats it tells what its schema names.
  return new Hono().get('/host', described('', 'HostInfo: what this Keycore is and can do'), (c) =>
    c.json(
      hostInfoSchema.parse({
        host: context.host,
        version: KEYCORE_VERSION,
        variant: addon().variant,
        models: modelIds().map(modelById),
        shippedSamples: shippedSamples(context.samplesFolder),
        importEndings: { formats: READABLE_ENDINGS, compressed: COMPRESSED_ENDINGS },
        importFormats: READERS,
        exportFormats: WRITERS.map((writer) => ({ ...writer, frames: writer.hasFrames === true })),
        analyses: ANALYSES.map(({ name, heading, policy, command }) => ({
          name,
          heading,
          policy,
          summary: command.summary,
        })),
        sampleColumns: SAMPLE_COLUMNS,
        root: context.folder?.root ?? null,
      }),
    ),
  );
}
