import { ANALYSES } from '../../../native-workers/analyses/table.ts';
import type { Command } from '../command.ts';
import { commandOf } from './analysis-command.ts';
import { analyzeCommand } from './analyze.ts';
import { deleteCommand, restoreCommand } from './delete.ts';
import { exportCommand } from './export.ts';
import { figuresCommand } from './figures.ts';
import { info } from './info.ts';
import { mergeCommand } from './merge.ts';
import { movieCommand } from './movie.ts';
import { openCommand } from './open.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { trajectoryCommand } from './trajectory.ts';

/** Every command, in the order in which `--help` and the documentation show them. */
export const COMMANDS: readonly Command[] = [
  analyzeCommand,
  simulateCommand,
  ...ANALYSES.map(commandOf),
  info,
  figuresCommand,
  movieCommand,
  exportCommand,
  trajectoryCommand,
  mergeCommand,
  deleteCommand,
  restoreCommand,
  serveCommand,
  openCommand,
];
