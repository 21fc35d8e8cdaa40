/** More ids than this are counted, not listed. */
const MAX_LISTED_IDS = 16;

/** A number with so many figures; a dash where there is none. */
export function figures(value: number | null | undefined, count = 4): string {
  return value?.toPrecision(count) ?? '–';
}

/** The first ids, and whether there are more. */
export function listedIds(ids: readonly number[]): string {
  const shown = ids.slice(0, MAX_LISTED_IDS).join(' ');
  return ids.length > MAX_LISTED_IDS ? `${shown} …` : shown;
}
