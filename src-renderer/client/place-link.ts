import { base64url, bytesOf } from './base64url.ts';
import type { OpenRequest } from '../../src-main/api/contract.ts';
import type { Place } from '../../src-main/api/place-contract.ts';

/** Longest list of particles that a place carries; longer ones are left out. */
const MAX_LIST = 6000;

/** A place as a window has it; numbers are written with as many digits as show. */
type WindowPlace = { [Part in keyof Place]: Place[Part] | null | undefined };

const rounded = (value: number): string => String(Number(value.toPrecision(9)));

/** Ids as ranges, "1-4,9"; null for none, and where that would be too long. */
function rangesOf(ids: readonly number[]): string | null {
  const parts: string[] = [];
  const inOrder = ids.toSorted((a, b) => a - b);
  for (let from = 0; from < inOrder.length;) {
    let to = from;
    while (to + 1 < inOrder.length && inOrder[to + 1] === inOrder[to] + 1) to += 1;
    parts.push(from === to ? String(inOrder[from]) : `${inOrder[from]}-${inOrder[to]}`);
    from = to + 1;
  }
  const text = parts.join(',');
  return text === '' || text.length > MAX_LIST ? null : text;
}

/** One bit a particle, in the order of the file; null where that would be too long. */
function bitsOf(inside: Uint8Array): string | null {
  const bytes = new Uint8Array(Math.ceil(inside.length / 8));
  inside.forEach((is, index) => {
    if (is === 1) bytes[index >> 3] |= 1 << (index & 7);
  });
  const text = `~${base64url(bytes)}`;
  return text.length > MAX_LIST ? null : text;
}

/** The selected particles in the shorter of two forms; null for none, and for more than a place carries. */
export function markedText(inside: Uint8Array, ids: ArrayLike<number>): string | null {
  const chosen: number[] = [];
  inside.forEach((is, index) => {
    if (is === 1) chosen.push(ids[index]);
  });
  if (chosen.length === 0) return null;
  const [ranges, bits] = [rangesOf(chosen), bitsOf(inside)];
  if (ranges === null || bits === null) return ranges ?? bits;
  return ranges.length <= bits.length ? ranges : bits;
}

/** 1 for each particle of a text of `markedText`; particles that are not there are passed over. */
export function markedOf(text: string, ids: ArrayLike<number>): Uint8Array {
  const inside = new Uint8Array(ids.length);
  if (text.startsWith('~')) {
    const bytes = bytesOf(text.slice(1));
    return inside.map((_, index) => (index >> 3 < bytes.length ? (bytes[index >> 3] >> (index & 7)) & 1 : 0));
  }
  const ranges = text.split(',').map((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return { from, to };
  });
  return inside.map((_, index) => Number(ranges.some(({ from, to }) => ids[index] >= from && ids[index] <= to)));
}

/** A place as the text that stands behind # in the address and that the API understands (place-contract.ts). */
export function placeText({ project, sample, mode, room, focus, camera, picked, marked, pinned }: WindowPlace): string {
  const list = pinned?.join(',') ?? '';
  const given: [string, string | null | undefined][] = [
    ['project', project],
    ['sample', sample?.toString()],
    ['mode', mode?.toString()],
    ['room', room],
    ['focus', focus && [focus.x, focus.y].map(rounded).join(',')],
    ['camera', camera && [camera.x, camera.y, camera.across].map(rounded).join(',')],
    ['picked', picked?.toString()],
    ['marked', marked],
    ['pinned', list === '' || list.length > MAX_LIST ? undefined : list],
  ];
  const query = new URLSearchParams();
  for (const [key, value] of given) if (value !== undefined && value !== null) query.set(key, value);
  // Readable, and safe where it stands.
  return query.toString().replaceAll('%2C', ',').replaceAll('%7E', '~');
}

/** How the project of a place is opened. */
export function requestOf(key: string): OpenRequest {
  return key.startsWith('example.') ? { shipped: key.slice('example.'.length) } : { known: key.slice('known.'.length) };
}
