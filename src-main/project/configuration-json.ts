import { createHash } from 'node:crypto';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = Record<string, JsonValue>;

/**
 * JSON with the keys of every object sorted (by code unit) and no white space: equal values give equal text.
 * Throws TypeError on what JSON cannot hold (NaN, undefined, functions), naming where it lies.
 */
export function canonicalJson(value: JsonValue, at = 'configuration'): string {
  if (Array.isArray(value)) return `[${value.map((item, index) => canonicalJson(item, `${at}[${index}]`)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key], `${at}.${key}`)}`).join(',')}}`;
  }
  const writable = ['string', 'boolean'].includes(typeof value) || value === null || Number.isFinite(value);
  if (!writable) throw new TypeError(`${at} is ${String(value)}, which JSON cannot hold`);
  return JSON.stringify(value);
}

/** SHA-256 (hex) of a job's configuration and seed: the same hash means the same job. */
export function jobHash(configuration: JsonObject, seed: string | null): string {
  return createHash('sha256')
    .update(`{"configuration":${canonicalJson(configuration)},"seed":${JSON.stringify(seed)}}`)
    .digest('hex');
}
