import { move, transferableSymbol, valueSymbol } from 'piscina';
import { analyseTask } from './analyse.contract.ts';
import { handleAnalyse } from './analyse.handler.ts';
import { failureOf } from './failure.ts';
import { mechanicsTask } from './mechanics.contract.ts';
import { handleMechanics } from './mechanics.handler.ts';
import { pseudoModesTask } from './pseudo-modes.contract.ts';
import { handlePseudoModes } from './pseudo-modes.handler.ts';
import { simulateTask } from './simulate.contract.ts';
import { handleSimulate } from './simulate.handler.ts';
import { spectrumTask } from './spectrum.contract.ts';
import { handleSpectrum } from './spectrum.handler.ts';
import { strainTask } from './strain.contract.ts';
import { handleStrain } from './strain.handler.ts';
import { structureTask } from './structure.contract.ts';
import { handleStructure } from './structure.handler.ts';
import { topologyTask } from './topology.contract.ts';
import { handleTopology } from './topology.handler.ts';
import type { TaskContract, TaskHandler, TaskRequest, TaskResult } from './task.ts';

/** A task with its types erased: requests come from the contract's own `request`, which fixes them. */
interface RunnableTask {
  id: string;
  run(input: unknown): { result: TaskResult<unknown>; transfer: ArrayBuffer[] };
}

function runnable<Input, Output>(
  contract: TaskContract<Input, Output>,
  handler: TaskHandler<Input, Output>,
): RunnableTask {
  return {
    id: contract.id,
    run: (input) => {
      const result = handler(input as Input);
      return { result, transfer: result.ok ? contract.transferables(result.value) : [] };
    },
  };
}

/** Every task a worker can do. */
const TASKS: readonly RunnableTask[] = [
  runnable(analyseTask, handleAnalyse),
  runnable(simulateTask, handleSimulate),
  runnable(structureTask, handleStructure),
  runnable(pseudoModesTask, handlePseudoModes),
  runnable(spectrumTask, handleSpectrum),
  runnable(strainTask, handleStrain),
  runnable(topologyTask, handleTopology),
  runnable(mechanicsTask, handleMechanics),
];

function indexById(tasks: readonly RunnableTask[]): Map<string, RunnableTask> {
  const table = new Map<string, RunnableTask>();
  for (const task of tasks) {
    if (table.has(task.id)) throw new Error(`task '${task.id}' is registered twice`);
    table.set(task.id, task);
  }
  return table;
}

const TABLE = indexById(TASKS);

/**
 * Entry of a worker thread (Piscina calls the default export with each request). Never throws for what a task does:
 * every error comes back as a `TaskResult`. Typed arrays of the output are transferred, not copied.
 */
export default function runTask(request: TaskRequest): unknown {
  try {
    const task = TABLE.get(request.task);
    if (task === undefined)
      throw new Error(`unknown task '${request.task}'; known tasks: ${[...TABLE.keys()].join(', ')}`);
    const { result, transfer } = task.run(request.input);
    return move({ [transferableSymbol]: transfer, [valueSymbol]: result });
  } catch (error) {
    return failureOf(error);
  }
}
