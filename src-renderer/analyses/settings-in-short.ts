import { isList, isObject, shownValue } from '../form/draft.ts';
import { type Json, labelOf } from '../form/form-fields.ts';
import { formatNumber } from '../design/number-text.ts';

function short(value: Json): string {
  if (typeof value === 'number') return formatNumber(value, 6);
  if (isList(value)) return value.map(short).join(' ');
  return isObject(value) ? Object.values(value).map(short).join('–') : shownValue(value);
}

/** Settings that differ from the defaults, in a line: `to 0.02, until event`; `defaults` where none does. */
export function settingsInShort(
  settings: Readonly<Record<string, Json>>,
  defaults: Readonly<Record<string, Json | undefined>>,
): string {
  const words = Object.entries(settings)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]))
    .map(([key, value]) => {
      const name = labelOf(key).toLowerCase();
      if (value === true) return name;
      return value === false || value === null ? `no ${name}` : `${name} ${short(value)}`;
    });
  return words.join(', ') || 'defaults';
}
