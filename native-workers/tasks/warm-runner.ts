import { move, transferableSymbol, valueSymbol } from 'piscina';
import { randomStart } from '../analysis/preparation/random-start.ts';
import { sampleSeed } from '../analysis/preparation/sample-seed.ts';
import { modelById } from '../models/registry.ts';
import { failureOf } from './failure.ts';
import { lowestModesTask } from './lowest-modes.contract.ts';
import { handleLowestModes } from './lowest-modes.handler.ts';
import { responseFieldsTask, responseTask, warmMechanicsTask } from './mechanics.contract.ts';
import { handleResponse, handleResponseFields, handleWarmMechanics } from './mechanics.handler.ts';
import { windowEstimateTask } from './spectrum.contract.ts';
import { handleWindowEstimate } from './spectrum.handler.ts';
import { bondOrderTask, warmStructureTask } from './structure.contract.ts';
import { handleBondOrder, handleWarmStructure } from './structure.handler.ts';
import type { TaskContract, TaskResult } from './task.ts';
import { warmTopologyTask } from './topology.contract.ts';
import { handleWarmTopology } from './topology.handler.ts';
import { handleFields, handleTessellation } from './warm.handler.ts';
import { WarmSample } from './warm-sample.ts';
import { fieldsTask, tessellationTask } from './warm-task.ts';
import type { WarmMessage, WarmReply, WarmRequest } from './warm-task.ts';

type WarmHandler<Input, Output> = (sample: WarmSample, input: Input) => TaskResult<Output>;

interface RunnableTask {
  id: string;
  run(sample: WarmSample, input: unknown): { result: TaskResult<unknown>; transfer: ArrayBuffer[] };
}

function runnable<Input, Output>(
  contract: TaskContract<Input, Output>,
  handler: WarmHandler<Input, Output>,
): RunnableTask {
  return {
    id: contract.id,
    run: (sample, input) => {
      const result = handler(sample, input as Input);
      return { result, transfer: result.ok ? contract.transferables(result.value) : [] };
    },
  };
}

/** Every task a warm worker can do. */
const TASKS = new Map<string, RunnableTask>(
  [
    runnable(fieldsTask, handleFields),
    runnable(tessellationTask, handleTessellation),
    runnable(lowestModesTask, handleLowestModes),
    runnable(warmStructureTask, handleWarmStructure),
    runnable(bondOrderTask, handleBondOrder),
    runnable(windowEstimateTask, handleWindowEstimate),
    runnable(warmTopologyTask, handleWarmTopology),
    runnable(warmMechanicsTask, handleWarmMechanics),
    runnable(responseTask, handleResponse),
    runnable(responseFieldsTask, handleResponseFields),
  ].map((task) => [task.id, task]),
);

/** The samples of this thread, by hash. They live here and not in the addon, which knows no statics. */
const held = new Map<string, WarmSample>();

function sampleOf({ hash, sample }: WarmRequest): WarmSample | null {
  if (sample === null) return held.get(hash) ?? null;
  forget(hash);
  const made = new WarmSample(hash, sample);
  held.set(hash, made);
  return made;
}

function forget(hash: string): void {
  held.get(hash)?.dispose();
  held.delete(hash);
}

/** Enough particles for the loops of a tessellation to be compiled before somebody waits for them. */
const PREPARATION_PARTICLES = 1024;

/**
 * Does what a first visit needs, with a random configuration that is thrown away: the kernels are then loaded and the
 * code has been run, which takes a thread as long as a sample of N = 4096 does.
 */
function prepare(): void {
  const model = modelById('2dipl');
  const seed = sampleSeed('prepare', 0);
  const { positions, species, box } = randomStart(model, PREPARATION_PARTICLES, model.density, seed);
  const sample = new WarmSample('', { positions, species, box, model: model.id });
  handleTessellation(sample);
  handleFields(sample, { displacement: positions });
  handleBondOrder(sample);
  sample.dispose();
}

function answered(request: WarmRequest): { reply: WarmReply<unknown>; transfer: ArrayBuffer[] } {
  const heldBytes = (): number => held.get(request.hash)?.heldBytes ?? 0;
  try {
    const sample = sampleOf(request);
    if (sample === null) return { reply: { miss: true }, transfer: [] };
    const task = TASKS.get(request.task);
    if (task === undefined) throw new Error(`unknown task '${request.task}'; known: ${[...TASKS.keys()].join(', ')}`);
    const { result, transfer } = task.run(sample, request.input);
    return { reply: { miss: false, result, heldBytes: heldBytes() }, transfer };
  } catch (error) {
    return { reply: { miss: false, result: failureOf(error), heldBytes: heldBytes() }, transfer: [] };
  }
}

/**
 * Entry of a thread that keeps samples warm (Piscina calls the default export with each message). Answers 'miss' to a
 * request for a sample that it does not have and was not sent; which it keeps, and until when, is the sender's to say.
 * Never throws for what a task does.
 */
export default function runWarm(message: WarmMessage): unknown {
  if ('task' in message) {
    const { reply, transfer } = answered(message);
    return move({ [transferableSymbol]: transfer, [valueSymbol]: reply });
  }
  if ('forget' in message) forget(message.forget);
  else prepare();
  return null;
}
