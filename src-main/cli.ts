import { Command as CommanderCommand, CommanderError } from 'commander';
import { KEYCORE_VERSION } from '../native-workers/version.ts';
import { BadInput } from '../native-workers/text/bad-input.ts';
import { toCommander } from './cli/command.ts';
import { COMMANDS } from './cli/commands/command-table.ts';
import { EXIT, type ExitCode } from './cli/exit-code.ts';
import { processTerminal, type Terminal } from './cli/terminal.ts';
import { codeOf, isOfTheSystem } from './files/error-code.ts';
import { faultText } from './files/fault-text.ts';
import { Cancelled } from './jobs/cancelled-error.ts';
import { escapedLine } from '../native-workers/text/escaped.ts';

/** What an error means for the exit code, and what is said about it. */
function report(error: unknown, terminal: Terminal): ExitCode {
  // commander has said everything already: help or version (0), or what is wrong with the command line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  if (error instanceof Cancelled) {
    terminal.err('keycore: cancelled\n');
    return EXIT.cancelled;
  }
  if (error instanceof BadInput || isOfTheSystem(error)) {
    terminal.err(`keycore: ${escapedLine(error.message)}\n`);
    return error instanceof BadInput ? EXIT.badInput : EXIT.internal;
  }
  terminal.err(`keycore: internal error\n${faultText(error)}\n`);
  return EXIT.internal;
}

/** The exit code when everything is written; results that could not be written are a failure. */
async function whenWritten(code: ExitCode, terminal: Terminal) {
  const lost = (await terminal.settled?.()) ?? null;
  if (lost === null) return code;
  const isFull = ['ENOSPC', 'EDQUOT'].includes(codeOf(lost));
  terminal.err(
    `keycore: standard output cannot be written: ${isFull ? 'the disk is full' : escapedLine(lost.message)}\n`,
  );
  return code === EXIT.done ? EXIT.internal : code;
}

/** commander's text about a command line, whose words may hold anything, newlines too. */
function withPlainWords(text: string, argv: readonly string[]) {
  return argv.reduce((escaped, word) => escaped.replaceAll(word, escapedLine(word)), text);
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = new CommanderCommand('keycore')
    .description('The particle-level defects of two-dimensional glasses, without a window')
    .version(KEYCORE_VERSION)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(withPlainWords(text, argv).replace(/^error: /, 'keycore: ')),
    })
    .exitOverride();
  for (const command of COMMANDS) {
    const made = toCommander(command, async (args, flags) => {
      code = await command.execute(args, flags, terminal);
    });
    program.addCommand(made.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return await whenWritten(code, terminal);
  } catch (error) {
    return await whenWritten(report(error, terminal), terminal);
  }
}
