import { Hono } from 'hono';
import { sampleLabel } from '../project/titles.ts';
import { arrayResponse } from './array-stream.ts';
import type { ApiContext } from './context.ts';
import { type ProvenanceSheet, provenanceSheetSchema } from './curation-contract.ts';
import { remakingCommand } from './remaking-command.ts';
import { described } from './route-description.ts';
import { type OpenSample, openSample } from './samples.ts';

function sheetOf({ handle, facts: { numbers, report } }: OpenSample): ProvenanceSheet {
  const { project } = handle;
  const { number, position } = numbers;
  const { provenance } = report;
  const job = project.readJob(numbers.job);
  const { frameInfo } = project.readSample(number);
  const { command, note } = remakingCommand({ report, frameInfo, job, position });
  return provenanceSheetSchema.parse({
    ...numbers,
    ...provenance,
    label: sampleLabel(numbers, project.titleOf(number)),
    job: { ...job, index: position + 1 },
    preparation: provenance.preparation ?? null,
    command,
    commandNote: note,
  });
}

/** GET …/samples/:sample/provenance and …/samples/:sample/traces. */
export function provenanceRoutes(context: ApiContext) {
  return new Hono()
    .get(
      '/projects/:project/samples/:sample/provenance',
      described('', 'ProvenanceSheet: everything it depends on, and the command that makes it again'),
      (c) => c.json(sheetOf(openSample(context, c))),
    )
    .get(
      '/projects/:project/samples/:sample/traces',
      described(
        '',
        '[arrays](#arrays) `trace/time`, `trace/temperature`, `trace/potentialEnergy`, `trace/pressure`, `msd/time`, `msd/total` (F32) of the run that made it; none of other samples',
      ),
      (c) => {
        const { handle, facts } = openSample(context, c);
        return arrayResponse(handle.project.readTraces(facts.numbers.number));
      },
    );
}
