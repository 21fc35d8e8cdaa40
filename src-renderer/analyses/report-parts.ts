import { isList, isObject, shownValue } from '../form/draft.ts';
import { type Json, labelOf } from '../form/form-fields.ts';

/** The parts of JSON Schema that a report is described with. */
export interface ReportSchema {
  description?: string;
  properties?: Readonly<Record<string, ReportSchema>>;
  items?: ReportSchema | boolean;
  prefixItems?: readonly ReportSchema[];
  anyOf?: readonly ReportSchema[];
}

/** A number or a word of a report. */
interface ReportRow {
  label: string;
  value: Json;
  /** What it is, with its unit, as the schema says. */
  about: string;
}

/** Numbers that are alike, one row for each. */
interface ReportColumns {
  labels: readonly string[];
  abouts: readonly string[];
  rows: readonly (readonly Json[])[];
}

/** A part of a report: single numbers, and, or, a table of many. */
export interface ReportPart {
  title: string;
  rows: readonly ReportRow[];
  table: ReportColumns | null;
}

/** Lists of so many numbers at most stand in a row; longer ones in columns. */
const SHORT_LIST = 6;
/** Keys that have a symbol for a name. */
const SYMBOLS: Readonly<Record<string, string>> = {
  omega: 'ω',
  pr: 'PR',
  prT: 'PR_T',
  prL: 'PR_L',
  n: 'N',
  x: 'x',
  y: 'y',
};
const nameOf = (key: string) => (Object.hasOwn(SYMBOLS, key) ? SYMBOLS[key] : labelOf(key));
/** The same behind another name: a word begins small. */
const innerName = (key: string) => (Object.hasOwn(SYMBOLS, key) ? SYMBOLS[key] : labelOf(key).toLowerCase());
/** What of a report says how it was made. */
const ORIGIN = new Set(['settings', 'provenance']);

/** Of alternatives, the one that says most: an object before a number, a number before null. */
function meant(schema: ReportSchema | undefined): ReportSchema {
  if (schema === undefined) return {};
  const { anyOf, ...whole } = schema;
  const inner = anyOf?.find(({ properties, items }) => properties !== undefined || items !== undefined);
  return inner === undefined ? whole : { ...meant(inner), ...whole };
}

const itemsOf = (schema: ReportSchema) => (typeof schema.items === 'object' ? meant(schema.items) : {});

function propertyOf(schema: ReportSchema, key: string): ReportSchema {
  const { description, properties } = schema;
  const own = meant(properties?.[key]);
  return own.description === undefined && description !== undefined && properties === undefined
    ? { ...own, description }
    : own;
}

const isSingle = (value: Json): boolean =>
  (!isList(value) && !isObject(value)) ||
  (isList(value) && value.length <= SHORT_LIST && value.every((item) => !isList(item) && !isObject(item)));

/** The single values of an object and of the objects in it, by labels that name the way: `Before · strain`. */
function singles(value: Json, schema: ReportSchema, before: readonly string[]): ReportRow[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const described = propertyOf(schema, key);
    const path = [...before, before.length === 0 ? nameOf(key) : innerName(key)];
    if (isObject(inner)) return singles(inner, described, path);
    return isSingle(inner) ? [{ label: path.join(' · '), value: inner, about: described.description ?? '' }] : [];
  });
}

/** Objects of one kind as rows of a table. */
function tableOfObjects(list: readonly Json[], schema: ReportSchema): ReportColumns {
  const all = list.map((item) => singles(item, schema, []));
  const labels = [...new Set(all.flatMap((row) => row.map(({ label }) => label)))];
  const found = all.map((row) => new Map(row.map((cell) => [cell.label, cell])));
  return {
    labels,
    abouts: labels.map((label) => found.find((row) => row.has(label))?.get(label)?.about ?? ''),
    rows: found.map((row) => labels.map((label) => row.get(label)?.value ?? null)),
  };
}

/** Long lists of an object side by side. */
function tableOfLists(lists: readonly (readonly [string, readonly Json[]])[], schema: ReportSchema): ReportColumns {
  const length = Math.max(...lists.map(([, list]) => list.length));
  return {
    labels: lists.map(([key]) => nameOf(key)),
    abouts: lists.map(([key]) => propertyOf(schema, key).description ?? ''),
    rows: Array.from({ length }, (_, at) => lists.map(([, list]) => list.at(at) ?? null)),
  };
}

function partsOf(title: string, value: Readonly<Record<string, Json>>, schema: ReportSchema): ReportPart[] {
  const parts: ReportPart[] = [];
  const lists: [string, readonly Json[]][] = [];
  const rows: ReportRow[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const described = propertyOf(schema, key);
    const label = title === '' ? nameOf(key) : `${title} · ${innerName(key)}`;
    if (isSingle(inner)) rows.push({ label: nameOf(key), value: inner, about: described.description ?? '' });
    else if (isObject(inner)) parts.push(...partsOf(label, inner, described));
    else if (isList(inner) && inner.every((item) => isObject(item)))
      parts.push({ title: label, rows: [], table: tableOfObjects(inner, itemsOf(described)) });
    else if (isList(inner) && inner.every((item) => isSingle(item) && !isList(item))) lists.push([key, inner]);
  }
  const table = lists.length === 0 ? null : tableOfLists(lists, schema);
  return rows.length === 0 && table === null ? parts : [{ title, rows, table }, ...parts];
}

/** A report as tables: its numbers, then, as the last, how it was made. Labels and words are those of its schema. */
export function reportParts(report: Json, schema: ReportSchema): { numbers: ReportPart[]; origin: ReportPart[] } {
  if (!isObject(report)) return { numbers: [], origin: [] };
  const pick = (ofOrigin: boolean) =>
    Object.fromEntries(Object.entries(report).filter(([key]) => ORIGIN.has(key) === ofOrigin));
  return { numbers: partsOf('', pick(false), schema), origin: partsOf('', pick(true), schema) };
}

/** A value where tabs separate and lines end. */
function cell(value: Json) {
  const text = isList(value) ? value.map(shownValue).join(' ') : shownValue(value);
  return text.replaceAll(/[\t\n\r]+/g, ' ');
}

/** Parts as text with tabs, every digit of every number: for a spreadsheet. */
export function tabSeparated(parts: readonly ReportPart[]): string {
  const lines = parts.flatMap(({ title, rows, table }) => [
    ...(title === '' ? [] : [[title]]),
    ...rows.map(({ label, value, about }) => [label, value, about]),
    ...(table === null ? [] : [table.labels, ...table.rows]),
    [],
  ]);
  return lines.map((line) => line.map((value) => cell(value)).join('\t')).join('\n');
}
