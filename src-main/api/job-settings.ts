import { z } from 'zod';
import {
  type SimulationSettings,
  simulationSettingsSchema,
} from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { ensembleJob } from '../ensemble/ensemble-job.ts';
import { jobHash, type JsonObject } from '../project/configuration-json.ts';

/** What a project keeps of a job of `simulate` (`ensembleJob`), as far as settings are made of it. */
const definitionSchema = z.object({
  model: z.string(),
  particles: z.int(),
  counts: z.array(z.int()),
  box: z.object({ lx: z.number(), ly: z.number() }),
  preparation: z.object({
    kind: z.enum(['instantaneous', 'cooling', 'lattice', 'packing']),
    protocol: z.record(z.string(), z.json()).optional(),
    crystal: z.record(z.string(), z.json()).optional(),
    packing: z.record(z.string(), z.json()).optional(),
  }),
  // Without a criterion: by a Keycore that had but one.
  analysis: z.record(z.string(), z.json()).transform((analysis) => ({ qlmCriterion: 'participation', ...analysis })),
});

type Definition = z.infer<typeof definitionSchema>;

/** Ways to have said how large the sample is: the definition holds what they came to. */
function sizes({ particles, box: { lx, ly } }: Definition): object[] {
  const shapes = [{ box: [lx, ly] }, {}, { density: particles / (lx * ly) }];
  return [...shapes.map((shape) => ({ particles, ...shape })), ...shapes];
}

/** Ways to have said how it is prepared; any preset with dynamics will do where every number is given. */
function preparations({ preparation: { kind, protocol = {}, crystal, packing } }: Definition): object[] {
  if (kind === 'instantaneous') return [{ preset: 'instantaneous' }];
  if (kind === 'packing') return [{ preset: 'packing', packing }];
  const { temperature, equilibrationTime, cooling, ...always } = protocol;
  // Temperature and time of a warm crystal are the crystal's own.
  if (kind === 'lattice') return [{ preset: 'quick', protocol: always, crystal }];
  const whole = { preset: 'quick', protocol: { ...always, temperature, equilibrationTime, cooling } };
  return [whole, { ...whole, crystal: { route: 'slow-cooling' } }];
}

/**
 * Settings that make the samples of a job of the project, which holds only what its settings came to; null where none
 * are found. What is found has been compared: it comes to the very same job.
 */
export function settingsOfJob(configuration: JsonObject, seed: string, samples: number): SimulationSettings | null {
  const parsed = definitionSchema.safeParse(configuration);
  if (!parsed.success) return null;
  const definition = parsed.data;
  const { model, counts, particles, analysis } = definition;
  const wanted = jobHash(configuration, seed);
  for (const size of sizes(definition))
    for (const preparation of preparations(definition)) {
      try {
        const shares = modelById(model).species.map(({ name }, kind) => [name, counts[kind] / particles] as const);
        const composition = Object.fromEntries(shares);
        const guess = { model, ...size, ...preparation, composition, seed, samples, analysis };
        const settings = simulationSettingsSchema.safeParse(guess);
        if (settings.success && jobHash(ensembleJob(settings.data), settings.data.seed) === wanted)
          return settings.data;
      } catch (error) {
        // A guess that cannot be is none.
        if (!(error instanceof BadInput)) throw error;
      }
    }
  return null;
}
