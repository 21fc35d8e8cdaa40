import { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';

/** Options of a command: one schema for each flag, under its name in camelCase. */
export type OptionsSchema = z.ZodObject<Record<string, z.core.$ZodType>>;

/** What a schema's `.meta` may say of its flag. */
const flagMeta = z.object({
  description: z.string().default(''),
  /** Word that stands for the value in the usage line; undefined for switches. */
  placeholder: z.string().optional(),
  /** One-letter form, without the dash. */
  short: z.string().length(1).optional(),
  /** Value when the flag stands without a value; undefined where it needs one. */
  bare: z.string().optional(),
});

/** A schema without its default, optionality and nullability, and what those were. */
export interface FlagSchema extends z.output<typeof flagMeta> {
  /** The schema of a value that is there. */
  core: z.core.$ZodType;
  /** Value when the flag is absent; undefined when there is none. */
  fallback: unknown;
}

/** Takes the schema of one flag apart; what an outer layer says wins over an inner one. */
export function flagSchema(schema: z.core.$ZodType): FlagSchema {
  const meta = flagMeta.parse(z.globalRegistry.get(schema) ?? {});
  const isLayer = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable;
  if (!isLayer) return { ...meta, core: schema, fallback: undefined };
  const inner = flagSchema(schema.def.innerType);
  return {
    ...inner,
    ...meta,
    description: meta.description || inner.description,
    fallback: schema instanceof z.ZodDefault ? schema.def.defaultValue : inner.fallback,
  };
}

function bounds(schema: z.ZodNumber) {
  const { minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema);
  // z.int() brings the bounds of a safe integer, which say nothing to a user.
  const real = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
  const [least, most] = [real(minimum), real(maximum)];
  const above = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` of at least ${least}`;
  return `${above}${most === undefined ? '' : `${above === '' ? '' : ' and'} up to ${most}`}`;
}

/** What a value has to be, as a phrase: "a whole number from 1 to 100". */
export function expectation(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodNumber)
    return `a ${schema.format === 'safeint' ? 'whole number' : 'number'}${bounds(schema)}`;
  if (schema instanceof z.ZodLiteral) return [...schema.def.values].map(String).join(' or ');
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodUnion) return schema.def.options.map(expectation).join(' or ');
  if (schema instanceof z.ZodTuple) return `${schema.def.items.map(expectation).join(', ')}, separated by commas`;
  if (schema instanceof z.ZodArray) return `${expectation(schema.def.element)}, or several separated by commas`;
  if (schema instanceof z.ZodTemplateLiteral) return 'i:j:k, as a slice of Python';
  if (schema instanceof z.ZodOptional) return `optionally ${expectation(schema.def.innerType)}`;
  if (schema instanceof z.ZodRecord) return 'pairs like 1=A,2=B';
  return 'a text';
}

/**
 * Value of a flag's text, by the type that its schema asks for; what cannot be turned into it is handed back as text,
 * for the schema to refuse. Numbers are decimal; tuples and arrays are `a,b,c`; records are `key=value,key=value`.
 */
function fromText(schema: z.core.$ZodType, text: string): unknown {
  if (schema instanceof z.ZodNumber) return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
  if (schema instanceof z.ZodTuple) {
    const { items } = schema.def;
    return text.split(',').map((part, at) => fromText(items[Math.min(at, items.length - 1)], part.trim()));
  }
  if (schema instanceof z.ZodArray) return text.split(',').map((part) => fromText(schema.def.element, part.trim()));
  if (schema instanceof z.ZodRecord) {
    const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
    const wellFormed = pairs.every((pair) => pair.length === 2 && pair.every((part) => part !== ''));
    const distinct = new Set(pairs.map(([key]) => key)).size === pairs.length;
    return wellFormed && distinct ? Object.fromEntries(pairs) : text;
  }
  if (schema instanceof z.ZodOptional) return fromText(schema.def.innerType, text);
  if (schema instanceof z.ZodUnion) {
    const values = schema.def.options.map((option) => fromText(option, text));
    return values.find((value, at) => z.safeParse(schema.def.options[at], value).success) ?? text;
  }
  return text;
}

/** The flag's name as it is typed: `coreThreshold` is `--core-threshold`; a switch that is on by default is `--no-…`. */
export function flagName(key: string, { core, fallback }: FlagSchema): string {
  const words = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return core instanceof z.ZodBoolean && fallback === true ? `--no-${words}` : `--${words}`;
}

/**
 * Values of all flags from their texts (absent ones undefined), checked by the schema. Throws `BadInput` naming the
 * flag, what was given and what was expected.
 */
export function readFlags<Options extends OptionsSchema>(
  options: Options,
  given: Record<string, unknown>,
): z.output<Options> {
  const values: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(options.shape)) {
    const text = given[key];
    if (text === undefined) continue;
    const { bare, core } = flagSchema(schema);
    if (typeof text === 'string') values[key] = fromText(core, text);
    else values[key] = text === true ? (bare ?? text) : text;
  }
  const read = options.safeParse(values);
  if (read.success) return read.data;
  const [{ path }] = read.error.issues;
  const key = String(path[0]);
  const flag = flagSchema(options.shape[key]);
  const field = flagName(key, flag);
  const text = given[key];
  if (text === undefined) throw new BadInput(`is needed: ${flag.description}`, { field });
  // Of the right type, but refused by a rule that says why in its own words.
  const rule = read.error.issues.find((issue) => issue.code === 'custom' && issue.path[0] === key);
  const got = quoted(typeof text === 'string' ? text : JSON.stringify(text));
  throw new BadInput(rule?.message ?? `expected ${expectation(flag.core)}, got ${got}`, { field });
}
