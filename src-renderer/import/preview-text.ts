import type { ImportPreview } from '../../src-main/api/previews-contract.ts';
import { formatNumber } from '../design/number-text.ts';

type Facts = NonNullable<ImportPreview['facts']>;
type Stored = NonNullable<ImportPreview['stored']>;

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `12 kB`, in powers of 1000. */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toPrecision(3)} ${UNITS[power]}`;
}

/** `A 2048, B 2048`, or the file's types where no model is known. */
export function speciesText({ model, facts }: Pick<ImportPreview, 'model' | 'facts'>): string {
  if (model !== null) return model.species.map(({ name, count }) => `${name} ${count}`).join(', ');
  return facts?.types.map(({ label, count }) => `type ${label}: ${count}`).join(', ') ?? '';
}

/** `14.93 × 14.93 σ`, with its tilt. */
export function boxText({ lx, ly, xy }: NonNullable<Facts['box']>): string {
  const tilt = xy === 0 ? '' : `, tilt ${formatNumber(xy, 4)} σ`;
  return `${formatNumber(lx, 5)} × ${formatNumber(ly, 5)} σ${tilt}`;
}

/** Where particles are, for who has to say how large the box is. */
export function extentText({ x, y }: NonNullable<Facts['extent']>): string {
  const range = ([least, most]: readonly [number, number]) => `${formatNumber(least, 5)} to ${formatNumber(most, 5)}`;
  return `not stated; particles lie at x = ${range(x)}, y = ${range(y)}`;
}

/** max|F| as read; of several configurations the largest as well. */
export function forceText({ first, largest }: NonNullable<ImportPreview['maxForce']>): string {
  const text = (force: number | null) => (force === null ? '∞' : formatNumber(force, 2));
  return `${text(first)} ε/σ${first === largest ? '' : `; up to ${text(largest)} in the frames chosen`}`;
}

/** `last of 12`, `3 of 12`, `1`. */
export function framesText({ frames, configurations, facts }: ImportPreview): string {
  if (frames === null || frames === 1) return frames === null ? '–' : '1';
  if (configurations > 1) return `${configurations} of ${frames}`;
  const frame = facts?.frame ?? 0;
  const place = frame === frames - 1 ? 'the last' : frame === 0 ? 'the first' : `number ${frame}`;
  return `${frames}; ${place} is imported`;
}

/** What of it the project has already, as a sentence. */
export function storedText({ samples, configurations, sameSettings }: Stored, chosen: number): string {
  const names = samples.length === 1 ? `sample ${samples[0]}` : `samples ${samples.join(', ')}`;
  const more = configurations > samples.length ? ' and others' : '';
  const settings = sameSettings ? '' : ', analysed with other settings';
  if (configurations === chosen) return `Already imported as ${names}${more}${settings}.`;
  return `${configurations} of ${chosen} frames are already imported as ${names}${more}${settings}.`;
}

/** Number of particles and what else tells files apart, in a line. */
export function summaryText(preview: ImportPreview): string {
  const { format, facts, frames, model, maxForce } = preview;
  return [
    format?.label,
    facts && `N ${facts.n}`,
    facts && speciesText(preview),
    frames !== null && frames > 1 && `${frames} frames`,
    model && model.id,
    maxForce && `max|F| ${maxForce.first === null ? '∞' : formatNumber(maxForce.first, 2)}`,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' · ');
}
