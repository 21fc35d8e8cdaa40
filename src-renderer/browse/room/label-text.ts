import { labelParts } from '../../design/label-parts.ts';

/** A label without its marks, for places that hold text only: `N_core`. */
export function textOfLabel(label: string): string {
  return labelParts(label)
    .map(({ text, place }) => (place === 'sub' ? `_${text}` : place === 'super' ? `^${text}` : text))
    .join('');
}
