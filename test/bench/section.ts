import type { BenchTable } from './table.ts';

/** What a run of the bench was asked for. */
export interface BenchOptions {
  /** Leave out what takes minutes (the dense peer, the largest systems); the table says what is left out. */
  quick: boolean;
  /** Seconds after which a peer is given up and reported as "> t". */
  peerLimitSeconds: number;
  /** Says on stderr what is being measured. */
  say: (what: string) => void;
}

/** One part of the bench: measures ours and the peers in the same run and gives tables. */
export interface BenchSection {
  /** Name for `--only` and for the markers in docs/bench.md. */
  id: string;
  title: string;
  run: (options: BenchOptions) => Promise<BenchTable[]>;
}
