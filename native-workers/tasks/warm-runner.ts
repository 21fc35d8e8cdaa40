import { randomStart } from '../analysis/preparation/random-start.ts';
import { sampleSeed } from '../analysis/preparation/sample-seed.ts';
import { WarmSample } from '../analysis/warm/warm-sample.ts';
import { modelById } from '../models/registry.ts';
import { handedOver } from './runnable-task.ts';
import { runWarmTask } from './warm.handler.ts';
import {
  bondOrderTask,
  fieldsTask,
  tessellationTask,
  type WarmMessage,
  type WarmReply,
  type WarmRequest,
} from './warm-task.ts';

/** The samples of this thread, by hash. They live here and not in the addon, which knows no statics. */
const held = new Map<string, WarmSample>();

function sampleOf({ hash, sample }: WarmRequest) {
  if (sample === null) return held.get(hash) ?? null;
  forget(hash);
  const made = new WarmSample(sample);
  held.set(hash, made);
  return made;
}

function forget(hash: string) {
  held.get(hash)?.dispose();
  held.delete(hash);
}

/** Enough particles for the loops of a tessellation to be compiled before somebody waits for them. */
const PREPARATION_PARTICLES = 1024;

/**
 * Does what a first visit needs, with a random configuration that is thrown away: the kernels are then loaded and the
 * code has been run, which takes a thread as long as a sample of N = 4096 does.
 */
async function prepare() {
  const model = modelById('2dipl');
  const seed = sampleSeed('prepare', 0);
  const { positions, species, box } = randomStart(model, PREPARATION_PARTICLES, model.density, seed);
  const sample = new WarmSample({ positions, species, box, model: model.id });
  const requests = [
    tessellationTask.request(null),
    fieldsTask.request({ displacement: positions }),
    bondOrderTask.request(null),
  ];
  for (const request of requests) {
    const result = await runWarmTask(request, sample);
    if (!result.ok) throw new Error(`preparing '${request.task}' failed: ${result.message}`);
  }
  sample.dispose();
}

async function answered(request: WarmRequest): Promise<WarmReply<unknown>> {
  const sample = sampleOf(request);
  if (sample === null) return { miss: true };
  const result = await runWarmTask(request, sample);
  return { miss: false, result, heldBytes: held.get(request.hash)?.heldBytes ?? 0 };
}

/**
 * Entry of a thread that keeps samples warm (Piscina calls the default export with each message). Answers 'miss' to a
 * request for a sample that it does not have and was not sent; which it keeps, and until when, is the sender's to say.
 * Never throws for what a task does.
 */
export default async function runWarm(message: WarmMessage): Promise<unknown> {
  if ('task' in message) return handedOver(await answered(message));
  if ('forget' in message) forget(message.forget);
  else await prepare();
  return null;
}
