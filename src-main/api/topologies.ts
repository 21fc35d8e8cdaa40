import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { topologyReportSchema } from '../../native-workers/analyses/topology/topology-report.ts';
import { warmTopologyTask } from '../../native-workers/tasks/topology.contract.ts';
import { keyCorePlace } from '../import/key-core-place.ts';
import type { FieldArray } from '../project/array-blob.ts';
import { modeNumber, warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { factsOf } from './samples.ts';
import { topologyQuerySchema } from './spectrum-contract.ts';

/** GET …/samples/:sample/topology?mode=&field=&spacing=&smoothing=&triangleSmoothing=, on the warm worker. */
export function topologyRoutes(context: ApiContext) {
  return new Hono().get(
    '/projects/:project/samples/:sample/topology',
    described(
      'query `mode` (0), `field` (`u`, `uT`, `uL`), `spacing`, `smoothing`, `triangleSmoothing` (σ)',
      'TopologyReport ([spectrum.md](spectrum.md))',
    ),
    zValidator('query', topologyQuerySchema, refuseMalformed),
    async (c) => {
      const handle = openHandle(context, c.req.param('project'));
      const facts = factsOf(context, handle, c.req.param('sample'));
      const { mode: asked, triangleSmoothing = null, ...settings } = c.req.valid('query');
      const mode = modeNumber(String(asked), facts);
      const { number } = facts.numbers;
      const array = <Kind extends FieldArray>(name: string, kind: new (length: number) => Kind): Kind => {
        const { data } = handle.project.readField(number, name);
        if (data instanceof kind) return data;
        throw new Error(`the field '${name}' of sample ${number} is of another type`);
      };
      const { report, hasVibrability } = facts;
      const found = await context.warm.run(warmSource(handle, facts), warmTopologyTask, {
        settings: { ...settings, triangleSmoothing },
        displacement: array(`u:${mode}`, Float64Array),
        keyCore: keyCorePlace(
          report,
          array('ids', Int32Array),
          hasVibrability ? array('vibrability', Float64Array) : null,
        ),
      });
      return c.json(
        topologyReportSchema.parse({ mode, omega: report.modes[mode].omega, field: settings.field, ...found }),
      );
    },
  );
}
