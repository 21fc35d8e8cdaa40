import { Hono } from 'hono';
import type { Structure } from '../../native-workers/analyses/structure/structure-of.ts';
import { warmStructureTask } from '../../native-workers/tasks/structure.contract.ts';
import { arrayResponse } from './array-stream.ts';
import type { NamedArray } from './array-stream.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { factsOf } from './samples.ts';

/**
 * A structure as arrays: `g/r`, `g/total`, `g/AB` of each pair of species that occurs; `S/q`, `S/mean`, `S/largest` of
 * the shells of S(q); `psi6` of each particle; `psi6/all`, the hexatic order |⟨ψ6⟩| and ⟨|ψ6|⟩; `coordination/A` of each
 * species, the particles with 0, 1, … neighbours.
 */
export function structureArrays(structure: Structure, speciesNames: readonly string[]): NamedArray[] {
  const { r, g, gPartial, q, s, sLargest, psi6, psi6Global, psi6Mean, coordination, coordinationColumns } = structure;
  const line = (name: string, data: NamedArray['data'], unit: string | null): NamedArray => ({
    ...{ name, data, unit },
    shape: [data.length],
  });
  return [
    line('g/r', r, 'σ'),
    line('g/total', g, null),
    ...gPartial.map((part) => line(`g/${part.pair.map((kind) => speciesNames[kind]).join('')}`, part.g, null)),
    line('S/q', q, 'σ^(−1)'),
    line('S/mean', s, null),
    line('S/largest', sLargest, null),
    line('psi6', psi6, null),
    line('psi6/all', Float64Array.of(psi6Global, psi6Mean), null),
    ...speciesNames.map((name, kind) =>
      line(
        `coordination/${name}`,
        coordination.slice(kind * coordinationColumns, (kind + 1) * coordinationColumns),
        null,
      ),
    ),
  ];
}

/** GET …/samples/:sample/structure: arrays of `structureArrays`. */
export function structureRoutes(context: ApiContext) {
  return new Hono().get(
    '/projects/:project/samples/:sample/structure',
    described('', 'arrays: g(r), S(q), ψ6, coordination ([structure.md](structure.md))'),
    async (c) => {
      const handle = openHandle(context, c.req.param('project'));
      const facts = factsOf(context, handle, c.req.param('sample'));
      const { speciesNames } = facts;
      const input = { speciesCount: speciesNames.length };
      const structure = await context.warm.run(warmSource(handle, facts), warmStructureTask, input);
      return arrayResponse(structureArrays(structure, speciesNames));
    },
  );
}
