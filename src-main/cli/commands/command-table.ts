import type { Command } from '../command.ts';
import { analyzeCommand } from './analyze.ts';
import { exportCommand } from './export.ts';
import { info } from './info.ts';
import { mechanicsCommand } from './mechanics.ts';
import { mergeCommand } from './merge.ts';
import { openCommand } from './open.ts';
import { pseudoModesCommand } from './pseudo-modes.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { spectrumCommand } from './spectrum.ts';
import { strainCommand } from './strain.ts';
import { topologyCommand } from './topology.ts';

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
