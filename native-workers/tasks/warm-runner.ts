import { move, transferableSymbol, valueSymbol } from 'piscina';
import { randomStart } from '../analysis/preparation/random-start.ts';
import { sampleSeed } from '../analysis/preparation/sample-seed.ts';
import { WarmSample } from '../analysis/warm/warm-sample.ts';
import { modelById } from '../models/registry.ts';
import { analysisTask, estimateTask } from './analysis.contract.ts';
import { handleAnalysis, handleEstimate } from './analysis.handler.ts';
import { taskFailure } from './failure.ts';
import { lowestModesTask } from './lowest-modes.contract.ts';
import { handleLowestModes } from './lowest-modes.handler.ts';
import { responseFieldsTask, responseTask } from './response.contract.ts';
import { handleResponse, handleResponseFields } from './response.handler.ts';
import { runnable, taskOf, taskTable } from './runnable-task.ts';
import { handleBondOrder, handleFields, handleTessellation } from './warm.handler.ts';
import {
  bondOrderTask,
  fieldsTask,
  tessellationTask,
  type WarmMessage,
  type WarmReply,
  type WarmRequest,
} from './warm-task.ts';

/** Every task a warm worker can do. */
const TASKS = taskTable<WarmSample>([
  runnable(fieldsTask, handleFields),
  runnable(tessellationTask, handleTessellation),
  runnable(lowestModesTask, handleLowestModes),
  runnable(bondOrderTask, handleBondOrder),
  runnable(responseTask, handleResponse),
  runnable(responseFieldsTask, handleResponseFields),
  runnable(analysisTask, handleAnalysis),
  runnable(estimateTask, handleEstimate),
]);

/** The samples of this thread, by hash. They live here and not in the addon, which knows no statics. */
const held = new Map<string, WarmSample>();

function sampleOf({ hash, sample }: WarmRequest) {
  if (sample === null) return held.get(hash) ?? null;
  forget(hash);
  const made = new WarmSample(hash, sample);
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
function prepare() {
  const model = modelById('2dipl');
  const seed = sampleSeed('prepare', 0);
  const { positions, species, box } = randomStart(model, PREPARATION_PARTICLES, model.density, seed);
  const sample = new WarmSample('', { positions, species, box, model: model.id });
  handleTessellation(null, sample);
  handleFields({ displacement: positions }, sample);
  handleBondOrder(null, sample);
  sample.dispose();
}

async function answered(request: WarmRequest): Promise<{ reply: WarmReply<unknown>; transfer: ArrayBuffer[] }> {
  const heldBytes = () => held.get(request.hash)?.heldBytes ?? 0;
  try {
    const sample = sampleOf(request);
    if (sample === null) return { reply: { miss: true }, transfer: [] };
    const { result, transfer } = await taskOf(TASKS, request.task).run(request.input, sample);
    return { reply: { miss: false, result, heldBytes: heldBytes() }, transfer };
  } catch (error) {
    return { reply: { miss: false, result: taskFailure(error), heldBytes: heldBytes() }, transfer: [] };
  }
}

/**
 * Entry of a thread that keeps samples warm (Piscina calls the default export with each message). Answers 'miss' to a
 * request for a sample that it does not have and was not sent; which it keeps, and until when, is the sender's to say.
 * Never throws for what a task does.
 */
export default async function runWarm(message: WarmMessage): Promise<unknown> {
  if ('task' in message) {
    const { reply, transfer } = await answered(message);
    return move({ [transferableSymbol]: transfer, [valueSymbol]: reply });
  }
  if ('forget' in message) forget(message.forget);
  else prepare();
  return null;
}
