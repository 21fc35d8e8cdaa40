import { Hono } from 'hono';
import { arrayReader } from '../library/analysis-sample.ts';
import { vibrabilityMap } from '../library/vibrability-map.ts';
import { arrayResponse } from './array-stream.ts';
import type { ApiContext } from './context.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import {
  foundQuerySchema,
  foundSamplesSchema,
  sampleTableSchema,
  tableQuerySchema,
  mapQuerySchema,
} from './sample-table-contract.ts';
import { openSample } from './samples.ts';
import { validated } from './validated.ts';

/** GET …/found, …/table and …/samples/:sample/thumbnail: many samples at a glance. */
export function sampleTableRoutes(context: ApiContext) {
  return new Hono()
    .get(
      '/projects/:project/found',
      described(
        'query `filter` ([filters](filters.md)), `order`: a column, `descending=1`',
        '`{ numbers }`: of the samples that the filter lets through, in order',
      ),
      validated('query', foundQuerySchema),
      (c) => {
        const { filter, order, descending } = c.req.valid('query');
        const { project } = openHandle(context, c);
        const numbers = project.findSamples({ filter, order, descending: descending === '1' });
        return c.json(foundSamplesSchema.parse({ numbers }));
      },
    )
    .get(
      '/projects/:project/table',
      described('query `columns`: names of HostInfo.sampleColumns', 'SampleTable: their values, of all samples'),
      validated('query', tableQuerySchema),
      (c) => {
        const table = openHandle(context, c).project.readSampleTable(c.req.valid('query').columns);
        return c.json(sampleTableSchema.parse(table));
      },
    )
    .get(
      '/projects/:project/samples/:sample/thumbnail',
      described(
        'query `pixels` of the longer side (64)',
        'arrays `vibrability` [height, width], the first row at the top, and `size`: width, height; 204 where Ψ is not stored',
      ),
      validated('query', mapQuerySchema),
      (c) => {
        const { handle, facts } = openSample(context, c);
        if (!facts.hasVibrability) return c.body(null, 204);
        const array = arrayReader(handle.project, facts.numbers.number);
        const map = vibrabilityMap(
          facts.box,
          array('positions', Float64Array),
          array('vibrability', Float64Array),
          c.req.valid('query').pixels,
        );
        return arrayResponse([
          { name: 'vibrability', data: map.values, shape: [map.height, map.width], unit: 'σ²/ε' },
          { name: 'size', data: Int32Array.of(map.width, map.height), unit: null },
        ]);
      },
    );
}
