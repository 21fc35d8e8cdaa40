import { base64url, bytesOf } from './base64url.ts';
import type { OpenRequest } from '../../src-main/api/contract.ts';
import type { Place } from '../../src-main/api/place-contract.ts';

/** Longest list of particles that a place carries; longer ones are left out. */
const MAX_LIST = 6000;

/** A place as a window has it; numbers are written with as many digits as show. */
type WindowPlace = { [Part in keyof Place]: Place[Part] | null | undefined };

const rounded = (value: number) => String(Number(value.toPrecision(9)));

/** Ids as ranges, "1-4,9". */
export function rangesOf(ids: readonly number[]) {
  const parts: string[] = [];
  const inOrder = ids.toSorted((a, b) => a - b);
  for (let from = 0; from < inOrder.length;) {
    let to = from;
    while (to + 1 < inOrder.length && inOrder[to + 1] === inOrder[to] + 1) to += 1;
    parts.push(from === to ? String(inOrder[from]) : `${inOrder[from]}-${inOrder[to]}`);
    from = to + 1;
  }
  return parts.join(',');
}

/** The ids of a text of `rangesOf`. */
export function idsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  });
}

/** One bit a particle, in the order of the file. */
function bitsOf(inside: Uint8Array) {
  const bytes = new Uint8Array(Math.ceil(inside.length / 8));
  inside.forEach((is, index) => {
    if (is === 1) bytes[index >> 3] |= 1 << (index & 7);
  });
  return `~${base64url(bytes)}`;
}

/** The selected particles in the shorter of two forms; null for none, and for more than a place carries. */
export function markedText(inside: Uint8Array, ids: ArrayLike<number>): string | null {
  const chosen = Array.from(ids).filter((_, index) => inside[index] === 1);
  if (chosen.length === 0) return null;
  const forms = [rangesOf(chosen), bitsOf(inside)].filter(({ length }) => length <= MAX_LIST);
  return forms.toSorted((a, b) => a.length - b.length).at(0) ?? null;
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
  const parts = {
    project,
    sample,
    mode,
    room,
    focus: focus && [focus.x, focus.y].map(rounded).join(','),
    camera: camera && [camera.x, camera.y, camera.across].map(rounded).join(','),
    picked,
    marked,
    pinned: list === '' || list.length > MAX_LIST ? null : list,
  };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parts))
    if (value !== undefined && value !== null) query.set(key, String(value));
  // Readable, and safe where it stands.
  return query.toString().replaceAll('%2C', ',').replaceAll('%7E', '~');
}

/** How the project of a place is opened. */
export function requestOf(key: string): OpenRequest {
  return key.startsWith('example.') ? { shipped: key.slice('example.'.length) } : { known: key.slice('known.'.length) };
}
