import { randomPositions } from '../unit/configurations.ts';

/** What a dump says; anything may be changed to something wrong. */
export interface DumpText {
  count?: string;
  bounds?: string;
  columns?: string;
  /** Share of the particles that are of type 1. */
  share?: number;
  rows?: (rows: string[]) => string[];
}

/** A LAMMPS dump of a random start at the density of 2DIPL, 0.86 σ⁻². */
export function dumpText(n: number, { count, bounds, columns, share = 0.5, rows }: DumpText = {}): string {
  const side = Math.sqrt(n / 0.86);
  const positions = randomPositions({ lx: side, ly: side, xy: 0 }, n, 7);
  const all = Array.from(
    { length: n },
    (_, i) => `${i + 1} ${i < share * n ? 1 : 2} ${positions[2 * i]} ${positions[2 * i + 1]}`,
  );
  const bound = bounds ?? `0 ${side}`;
  return [
    'ITEM: TIMESTEP',
    '0',
    'ITEM: NUMBER OF ATOMS',
    count ?? String(n),
    'ITEM: BOX BOUNDS pp pp pp',
    bound,
    bound,
    '-0.5 0.5',
    `ITEM: ATOMS ${columns ?? 'id type x y'}`,
    ...(rows === undefined ? all : rows(all)),
    '',
  ].join('\n');
}
