import { formatNumber } from '../design/number-text.ts';

/** Any value of a configuration. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The parts of JSON Schema that zod writes. */
interface Schema {
  type?: string;
  description?: string;
  /** Ours: the unit of a number. */
  unit?: string;
  default?: Json;
  const?: string;
  enum?: readonly string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  prefixItems?: readonly Schema[];
  items?: boolean | Schema;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

interface FieldBase {
  /** Keys from the configuration, or from the item of a list, down to the value. */
  path: readonly string[];
  label: string;
  /** What it is, as the schema describes it. */
  about: string;
  unit: string | null;
  /** Value that is taken where none is given, as far as the schema itself says it. */
  usual: Json | undefined;
}

/** A control of the form. */
export type FormField = FieldBase &
  (
    | { kind: 'number'; range: string | null }
    | { kind: 'text' }
    | { kind: 'switch' }
    | { kind: 'choice'; options: readonly string[] }
    /** So many numbers in a row: the edges of a box. */
    | { kind: 'numbers'; count: number }
    /** Numbers by the names of the species. */
    | { kind: 'shares' }
    /** Any number of numbers, with commas between them. */
    | { kind: 'numberList' }
    /** `optional`: it may be null, which leaves all of it out. */
    | { kind: 'group'; fields: readonly FormField[]; optional?: boolean }
    /** One of several shapes, told apart by the value of `tag`. */
    | {
        kind: 'variant';
        tag: string;
        variants: readonly { value: string; about: string; fields: readonly FormField[] }[];
      }
    /** Any number of items; paths of `fields` begin at the item. */
    | { kind: 'list'; fields: readonly FormField[] }
    /** What has no better control: JSON, typed in. */
    | { kind: 'json' }
  );

/** `equilibrationTime` in the words of the form: Equilibration time. */
export function labelOf(key: string): string {
  const words = key.replaceAll(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const BOUNDS = [
  ['exclusiveMinimum', 'above'],
  ['minimum', 'at least'],
  ['exclusiveMaximum', 'below'],
  ['maximum', 'at most'],
] as const;

/** Whether a bound is one that somebody has set: those of safe integers are none. */
function isTold(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

/** Bounds that a user has to know, in words. */
function rangeOf(schema: Schema) {
  const { minimum, maximum } = schema;
  if (isTold(minimum) && isTold(maximum)) return `${formatNumber(minimum, 6)} to ${formatNumber(maximum, 6)}`;
  const bounds = BOUNDS.flatMap(([name, sign]) => {
    const bound = schema[name];
    return isTold(bound) ? [`${sign} ${formatNumber(bound, 6)}`] : [];
  });
  return bounds.join(', ') || null;
}

function fieldsOf(properties: Record<string, Schema>, path: readonly string[], without?: string) {
  return Object.entries(properties)
    .filter(([key]) => key !== without)
    .map(([key, schema]) => fieldOf(schema, [...path, key]));
}

/** The key that tells the shapes of a union apart: a constant in all of them. */
function tagOf(shapes: readonly Schema[]) {
  const keys = Object.keys(shapes[0]?.properties ?? {});
  return keys.find((key) => shapes.every(({ properties }) => properties?.[key]?.const !== undefined)) ?? null;
}

/** What a schema allows beside null, with the words and the default of the whole; null where it does not allow null. */
function withoutNull({ anyOf, ...whole }: Schema): Schema | null {
  const others = anyOf?.filter(({ type }) => type !== 'null');
  if (anyOf === undefined || others?.length !== 1 || anyOf.length === 1) return null;
  return { ...others[0], ...whole };
}

/** The control of a schema at a path. */
export function fieldOf(schema: Schema, path: readonly string[]): FormField {
  const inner = withoutNull(schema);
  if (inner !== null) {
    const field = fieldOf(inner, path);
    // In a form nobody writes null.
    const about = field.about.replace(/\bnull: /, field.kind === 'group' ? 'off: ' : 'left empty: ');
    return field.kind === 'group' ? { ...field, about, optional: true } : { ...field, about };
  }
  const base: FieldBase = {
    path,
    label: labelOf(path.at(-1) ?? ''),
    about: schema.description ?? '',
    unit: schema.unit ?? null,
    usual: schema.default,
  };
  if (schema.enum !== undefined) return { ...base, kind: 'choice', options: schema.enum };
  if (schema.type === 'number' || schema.type === 'integer') return { ...base, kind: 'number', range: rangeOf(schema) };
  if (schema.type === 'boolean') return { ...base, kind: 'switch' };
  if (schema.type === 'string') return { ...base, kind: 'text' };
  const shapes = schema.oneOf ?? schema.anyOf;
  if (shapes !== undefined) {
    const tag = tagOf(shapes);
    if (tag !== null)
      return {
        ...base,
        kind: 'variant',
        tag,
        variants: shapes.map(({ properties = {} }) => ({
          value: properties[tag].const ?? '',
          about: properties[tag].description ?? '',
          fields: fieldsOf(properties, path, tag),
        })),
      };
    // Text or a number that is taken as text (a seed); text or something else stays text while it is text.
    return { ...base, kind: shapes.some(({ type }) => type === 'string') ? 'text' : 'json' };
  }
  if (schema.properties !== undefined) return { ...base, kind: 'group', fields: fieldsOf(schema.properties, path) };
  if (schema.prefixItems?.every(({ type }) => type === 'number') === true)
    return { ...base, kind: 'numbers', count: schema.prefixItems.length };
  if (typeof schema.items === 'object' && (schema.items.type === 'integer' || schema.items.type === 'number'))
    return { ...base, kind: 'numberList' };
  if (typeof schema.items === 'object' && schema.items.properties !== undefined)
    return { ...base, kind: 'list', fields: fieldsOf(schema.items.properties, []) };
  if (typeof schema.additionalProperties === 'object' && schema.additionalProperties.type === 'number')
    return { ...base, kind: 'shares' };
  return { ...base, kind: 'json' };
}

const BASIC = new Set<FormField['kind']>(['number', 'text', 'switch', 'choice']);

/** The form of a configuration: what everybody looks at first, and the rest in groups of its own. */
export function formOf(schema: Schema): { basic: FormField[]; advanced: FormField[] } {
  const fields = fieldsOf(schema.properties ?? {}, []);
  const basic = fields.filter(({ kind }) => BASIC.has(kind));
  const groups = fields.filter(({ kind }) => kind === 'group');
  const others = fields.filter((field) => !basic.includes(field) && !groups.includes(field));
  const label = others.map((field) => field.label).join(', ');
  const rest: FormField = { path: [], kind: 'group', label, about: '', unit: null, usual: undefined, fields: others };
  return { basic, advanced: [...groups, rest] };
}
