import { Command as CommanderCommand, Option } from 'commander';
import { z } from 'zod';
import {
  expectation,
  flagName,
  flagSchema,
  type FlagSchema,
  type OptionsSchema,
  readFlags,
} from '../import/flag-value.ts';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** One command; its options' schema gives the types, the flags and the documentation. */
export interface Command {
  name: string;
  /** One line. */
  summary: string;
  /** Paragraphs for `--help` and the documentation. */
  details: string[];
  /** Command lines that work, with what they do. */
  examples: (readonly [string, string])[];
  /** What the words of the command line mean that are no flags: `<name>`, `<name...>` or `[name]`. */
  arguments: Record<string, string>;
  options: OptionsSchema;
  /** Schemas of the JSON that it writes, with the words under which they are documented. */
  output: { title: string; schema: z.ZodType }[];
  /** Checks the flags and runs it. Throws `BadInput`, `Cancelled`, or anything else for a fault. */
  execute: (args: string[], flags: Record<string, unknown>, terminal: Terminal) => Promise<ExitCode>;
}

/** A command as it is written: with the types that its schema gives. */
type CommandSpec<Options extends OptionsSchema> = Omit<Command, 'execute' | 'options'> & {
  options: Options;
  run: (args: string[], options: z.output<Options>, terminal: Terminal) => Promise<ExitCode>;
};

export function defineCommand<Options extends OptionsSchema>(spec: CommandSpec<Options>): Command {
  const { run, ...rest } = spec;
  return {
    ...rest,
    execute: async (args, flags, terminal) => run(args, readFlags(spec.options, flags), terminal),
  };
}

/** `--modes <n>`, `-o, --output <file>`, `--no-relax`. */
export function flagUsage(key: string, flag: FlagSchema): string {
  const name = flagName(key, flag);
  const word = flag.placeholder ?? 'value';
  const value = flag.bare === undefined ? ` <${word}>` : ` [${word}]`;
  return `${flag.short === undefined ? '' : `-${flag.short}, `}${name}${flag.core instanceof z.ZodBoolean ? '' : value}`;
}

/** Default as a user writes it; empty where there is none to show. */
export function defaultText({ core, fallback }: FlagSchema): string {
  if (fallback === undefined || core instanceof z.ZodBoolean) return '';
  return typeof fallback === 'string' ? fallback : JSON.stringify(fallback);
}

/** What a flag's value has to be, for the documentation; empty for switches. */
export function valueText({ core }: FlagSchema): string {
  return core instanceof z.ZodBoolean ? '' : expectation(core);
}

export function usage(command: Command): string {
  return [command.name, ...Object.keys(command.arguments), '[options]'].join(' ');
}

/** Hands a command to commander, which splits the command line; the schema does the rest. */
export function toCommander(command: Command, act: (args: string[], flags: Record<string, unknown>) => Promise<void>) {
  const made = new CommanderCommand(command.name)
    .summary(command.summary)
    .description([command.summary, ...command.details].join('\n\n'))
    .allowExcessArguments(false);
  for (const [name, description] of Object.entries(command.arguments)) made.argument(name, description);
  for (const [key, schema] of Object.entries(command.options.shape)) {
    const flag = flagSchema(schema);
    const fallback = defaultText(flag);
    const note = fallback === '' ? '' : ` (default ${fallback})`;
    made.addOption(new Option(flagUsage(key, flag), `${flag.description}${note}`));
  }
  const examples = command.examples.map(([line, meaning]) => `  keycore ${line}\n      ${meaning}`);
  if (examples.length > 0) made.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  // commander reports a switch `--no-x` that was not used as x = true; so does our schema's default.
  return made.action(() => act(made.args, made.opts()));
}
