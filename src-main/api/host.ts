import { Hono } from 'hono';
import { addon } from '../../native-workers/addon.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { modelById, modelIds } from '../../native-workers/models/registry.ts';
import { WRITERS } from '../formats/writers.ts';
import { shippedSamples } from '../user-data/shipped-samples.ts';
import { hostInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { described } from './route-description.ts';

/** GET /host: what this Keycore is and can do. */
export function hostRoutes(context: ApiContext) {
  return new Hono().get('/host', described('', 'HostInfo: what this Keycore is and can do'), (c) =>
    c.json(
      hostInfoSchema.parse({
        host: context.host,
        version: KEYCORE_VERSION,
        variant: addon().variant,
        models: modelIds().map((id) => {
          const { label, cutoffScheme, species } = modelById(id);
          return { id, label, cutoffScheme, species: species.map(({ name, diameter }) => ({ name, diameter })) };
        }),
        shippedSamples: shippedSamples(context.samplesFolder),
        exportFormats: WRITERS.map(({ id, label, extension }) => ({ id, label, extension })),
        analyses: ANALYSES.filter(({ policy }) => policy === 'kept').map(({ name, heading, command }) => ({
          name,
          heading,
          summary: command.summary,
        })),
        root: context.folder?.root ?? null,
      }),
    ),
  );
}
