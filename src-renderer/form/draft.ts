import { readNumber } from '../design/number-text.ts';
import type { Json } from './form-fields.ts';

/** A configuration on its way: only what the user has said. */
export type Draft = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value at a path; undefined where nothing is given. The items of a list are numbers in the path. */
export function valueAtPath(value: Json | undefined, path: readonly string[]): Json | undefined {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (isList(value)) return valueAtPath(value[Number(key)], rest);
  return isObject(value) && Object.hasOwn(value, key) ? valueAtPath(value[key], rest) : undefined;
}

/**
 * The same value with another one at a path; undefined takes it away, and with it the objects that it leaves empty.
 * Taking an item of a list away moves the later ones up.
 */
export function withValueAt(
  value: Json | undefined,
  path: readonly string[],
  given: Json | undefined,
): Json | undefined {
  if (path.length === 0) return given;
  const [key, ...rest] = path;
  const inner = withValueAt(valueAtPath(value, [key]), rest, given);
  if (isList(value)) {
    const list = value.toSpliced(Number(key), 1, ...(inner === undefined ? [] : [inner]));
    return list.length === 0 ? undefined : list;
  }
  const object = isObject(value) ? value : {};
  if (inner !== undefined) return { ...object, [key]: inner };
  const left = Object.entries(object).filter(([other]) => other !== key);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** What was typed as a number; text that is none stays text, which the check then refuses in its own words. */
export function typedNumber(text: string): number | string | undefined {
  return text.trim() === '' ? undefined : (readNumber(text) ?? text);
}

/** Numbers that were typed with commas or spaces between them; text that holds anything else stays text. */
export function typedNumbers(text: string): number[] | string | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.flatMap((part) => readNumber(part) ?? []);
  if (numbers.length < parts.length) return text;
  return numbers.length === 0 ? undefined : numbers;
}

/** A value as it stands in an input. */
export function shownValue(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (isList(value) && value.every((item) => typeof item === 'number')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads a configuration file. Throws Error in words for the user. */
export function draftOf(text: string, name: string): Draft {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isObject(value)) throw new Error(`${name} is not a configuration: expected a JSON object`);
  return value;
}
