import type { Command } from './command.ts';
import { analyzeCommand } from './commands/analyze.ts';
import { exportCommand } from './commands/export.ts';
import { info } from './commands/info.ts';
import { mechanicsCommand } from './commands/mechanics.ts';
import { mergeCommand } from './commands/merge.ts';
import { openCommand } from './commands/open.ts';
import { pseudoModesCommand } from './commands/pseudo-modes.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { spectrumCommand } from './commands/spectrum.ts';
import { strainCommand } from './commands/strain.ts';
import { topologyCommand } from './commands/topology.ts';

/** Every command, in the order in which `--help` and the documentation show them. */
export const COMMANDS: readonly Command[] = [
  analyzeCommand,
  simulateCommand,
  mechanicsCommand,
  strainCommand,
  spectrumCommand,
  topologyCommand,
  pseudoModesCommand,
  info,
  exportCommand,
  mergeCommand,
  serveCommand,
  openCommand,
];
