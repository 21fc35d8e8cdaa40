import { z } from 'zod';
import { type Command, defaultText, flagUsage, usage, valueText } from '../../src-main/cli/command.ts';
import { EXIT_MEANINGS } from '../../src-main/cli/exit-code.ts';
import { flagSchema } from '../../src-main/import/flag-value.ts';
import { markdownTable } from './markdown-table.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** A schema that stands in another; zod writes none as `true` or `false`, nor several for the items of an array. */
function inner(schema: Schema['items'] = {}) {
  return typeof schema === 'boolean' || Array.isArray(schema) ? {} : schema;
}

function typeName(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeName).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' or ');
  if (schema.prefixItems !== undefined)
    return `[${schema.prefixItems.map((item) => typeName(inner(item))).join(', ')}]`;
  if (schema.type === 'array') return `${typeName(inner(schema.items))}[]`;
  return Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any');
}

/** Path, type and meaning of every field of a schema, outer before inner; `a.b[].c` for those of the objects in an array. */
function fieldRows(schema: Schema, path: string): string[][] {
  const { description = '', default: fallback, anyOf, type } = schema;
  const { properties = {}, required = [] } = anyOf?.find((option) => option.properties !== undefined) ?? schema;
  const usual = fallback === undefined || typeName(schema) === 'object' ? '' : ` (default ${JSON.stringify(fallback)})`;
  const own = path === '' ? [] : [[`\`${path}\``, typeName(schema), `${description}${usual}`]];
  const items = inner(schema.items);
  if (type === 'array' && schema.prefixItems === undefined && typeName(items) === 'object')
    return [...own, ...fieldRows(items, `${path}[]`).slice(1)];
  const nested = Object.entries(properties).flatMap(([key, field]) => {
    const name = `${path}${path === '' ? '' : '.'}${key}`;
    return fieldRows(inner(field), required.includes(key) ? name : `${name}?`);
  });
  return [...own, ...nested];
}

function commandSection(command: Command) {
  const flags = Object.entries(command.options.shape).map(([key, schema]) => {
    const flag = flagSchema(schema);
    return [`\`${flagUsage(key, flag)}\``, flag.description, valueText(flag), defaultText(flag)];
  });
  return [
    `## ${command.name}`,
    `${command.summary}.`,
    `\`\`\`\nkeycore ${usage(command)}\n\`\`\``,
    ...command.details,
    markdownTable(
      ['argument', 'meaning'],
      Object.entries(command.arguments).map(([name, meaning]) => [`\`${name.replaceAll(/[^a-z]/g, '')}\``, meaning]),
    ),
    ...(flags.length > 0 ? [markdownTable(['flag', 'meaning', 'value', 'default'], flags)] : []),
    ...command.examples.map(([line, meaning]) => `${meaning}:\n\`\`\`\nkeycore ${line}\n\`\`\``),
    ...command.output.flatMap(({ title, schema }) => [
      `### ${title}`,
      markdownTable(['field', 'type', 'meaning'], fieldRows(z.toJSONSchema(schema, { io: 'input' }), '')),
    ]),
  ];
}

/** docs/command-line.md: what the schemas of the commands say, as Markdown. */
export function commandLineDocument(commands: readonly Command[]): string {
  return `${[
    '# Command line',
    'Made from the schemas of the commands by `npm run docs`; do not edit. In a checkout the command is `npx --no-install keycore …`, shortened to `keycore` below.',
    'Results go to standard output; progress, notes and errors to standard error. With `--json -` standard output holds the JSON and nothing else. Units are reduced: length σ, energy ε, mass m.',
    'Control characters of names and of what files hold are written as `\\u001b`, and a newline in them as `\\n`. A reader that goes away (`| head`) ends no command; results that cannot be written (a full disk) end it with exit code 1. Closing the terminal stops a command in order, as Ctrl-C does, except `simulate`. Under a limit on address space (`ulimit -v`) Keycore needs 1.7 GB and 0.8 GB more for each thread that calculates, and says so; below 1.2 GB Node itself cannot start.',
    markdownTable(
      ['exit code', 'meaning'],
      EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]),
    ),
    ...commands.flatMap(commandSection),
  ].join('\n\n')}\n`;
}
