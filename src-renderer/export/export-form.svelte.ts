import type { ExportField, HostInfo } from '../../src-main/api/contract.ts';
import type * as api from '../client/api.ts';

type Format = HostInfo['exportFormats'][number];

/** Written unless something else is chosen. */
const FIRST_FIELDS = ['vibrability', 'u', 'found', 'file'];

/** Fields that are no arrays of the sample: what its analyses and its file say in columns of their own. */
const FURTHER: readonly ExportField[] = [
  { name: 'found', about: 'columns of reports: n_angle of the mechanics' },
  { name: 'file', about: 'further columns of the file that the sample was read from' },
].map((field) => ({ ...field, unit: null, kind: 'scalar', perMode: false, missing: null }));

/** `0-3,7` as numbers of modes, ascending; null for what is none. */
export function modesOf(text: string): number[] | null {
  const numbers = new Set<number>();
  for (const part of text.split(',').map((word) => word.trim())) {
    const found = /^(?<first>\d{1,6})(?:\s*-\s*(?<last>\d{1,6}))?$/.exec(part)?.groups;
    const [first, last] = [Number(found?.['first']), Number(found?.['last'] ?? found?.['first'])];
    if (!(first <= last)) return null;
    for (let mode = first; mode <= last; mode += 1) numbers.add(mode);
  }
  return [...numbers].sort((a, b) => a - b);
}

/** What is chosen in the dialog. */
export class ExportForm {
  /** Modes that have displacements. */
  readonly atHand: number;
  modes = $state('0');
  fields = $state.raw<readonly ExportField[]>([]);
  chosen = $state.raw<ReadonlySet<string>>(new Set(FIRST_FIELDS));
  mode = $state(0);
  amplitude = $state(0.3);
  frames = $state(24);
  periods = $state(1);

  constructor(atHand: number, mode: number) {
    this.atHand = atHand;
    const shown = Math.min(mode, Math.max(0, atHand - 1));
    this.modes = String(shown);
    this.mode = shown;
  }

  /** Takes what the sample has; of the first choice only that stays. */
  offer(fields: readonly ExportField[]): void {
    this.fields = [...fields, ...FURTHER];
    const there = this.fields.filter(({ missing }) => missing === null).map(({ name }) => name);
    this.chosen = new Set([...this.chosen].filter((name) => there.includes(name)));
  }

  toggle(name: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(name)) chosen.add(name);
    this.chosen = chosen;
  }

  get hasModeFields(): boolean {
    return this.fields.some(({ name, perMode }) => perMode && this.chosen.has(name));
  }

  /** Why the sample cannot be written so, a sentence; null where it can. */
  get wrongModes(): string | null {
    if (!this.hasModeFields) return null;
    const modes = modesOf(this.modes);
    if (modes === null) return 'Give numbers of modes and ranges: 0, or 0-3,7.';
    return modes.every((mode) => mode < this.atHand)
      ? null
      : `Displacements are stored of ${this.atHand} modes: give numbers from 0 to ${this.atHand - 1}.`;
  }

  /** The same of the oscillation; its limits are those of the API. */
  get wrongOscillation(): string | null {
    const whole = (value: number, least: number, most: number) =>
      Number.isInteger(value) && value >= least && value <= most;
    if (!whole(this.mode, 0, this.atHand - 1))
      return `Displacements are stored of ${this.atHand} modes: give a number from 0 to ${this.atHand - 1}.`;
    if (!(this.amplitude > 0 && this.amplitude <= 10)) return 'Give a displacement above 0 and up to 10 σ.';
    if (!whole(this.frames, 2, 1000)) return 'Give a whole number of frames from 2 to 1000.';
    return whole(this.periods, 1, 10) ? null : 'Give a whole number of periods from 1 to 10.';
  }

  /** The sample with its fields. */
  sample({ id: format }: Format): api.ExportChoice {
    const fields = this.fields.map(({ name }) => name).filter((name) => this.chosen.has(name));
    const modes = this.hasModeFields ? (modesOf(this.modes) ?? []) : [];
    return {
      what: 'export',
      query: { format, fields: fields.join(','), ...(modes.length > 0 ? { mode: modes.join(',') } : {}) },
    };
  }

  oscillation({ id: format }: Format): api.ExportChoice {
    const { mode, amplitude, frames, periods } = this;
    return { what: 'trajectory', query: { format, mode, amplitude, frames, periods } };
  }
}
