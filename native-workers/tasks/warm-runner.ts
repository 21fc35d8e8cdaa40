import { move, transferableSymbol, valueSymbol } from 'piscina';
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
import type { WarmReply, WarmRequest } from './warm-task.ts';

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

/** The one sample of this thread. It lives here and not in the addon, which knows no statics. */
let held: WarmSample | null = null;

function sampleOf({ hash, sample }: WarmRequest): WarmSample | null {
  if (held?.hash === hash) return held;
  if (sample === null) return null;
  held?.dispose();
  held = new WarmSample(hash, sample);
  return held;
}

/**
 * Entry of the thread that keeps one sample warm (Piscina calls the default export with each request). Answers 'miss'
 * to a request for a sample that it does not have and was not sent. Never throws for what a task does.
 */
export default function runWarm(request: WarmRequest): unknown {
  let reply: WarmReply<unknown>;
  let transfer: ArrayBuffer[] = [];
  try {
    const sample = sampleOf(request);
    if (sample === null) reply = { miss: true };
    else {
      const task = TASKS.get(request.task);
      if (task === undefined) throw new Error(`unknown task '${request.task}'; known: ${[...TASKS.keys()].join(', ')}`);
      const done = task.run(sample, request.input);
      transfer = done.transfer;
      reply = { miss: false, result: done.result, heldBytes: sample.heldBytes };
    }
  } catch (error) {
    reply = { miss: false, result: failureOf(error), heldBytes: held?.heldBytes ?? 0 };
  }
  return move({ [transferableSymbol]: transfer, [valueSymbol]: reply });
}
