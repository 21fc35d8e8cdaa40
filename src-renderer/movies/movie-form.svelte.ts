import type { MovieRequest } from '../../src-main/api/movies-contract.ts';
import { GIF_MOST_FPS } from '../../src-main/movies/painter/gif-limits.ts';
import { type MovieLook, MOVIE_STYLES, usualLook } from '../../src-main/movies/painter/look.ts';
import type { Movie, MovieKind } from '../../src-main/movies/painter/movie.ts';
import { movieOfArrays } from '../../src-main/movies/painter/movie-arrays.ts';
import type { MovieQuality } from '../../src-main/movies/painter/quality.ts';
import { frameCount, usualTurns } from '../../src-main/movies/painter/timing.ts';
import * as api from '../client/api.ts';
import { RequestFailure } from '../client/failures.ts';
import { messages } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';

export type MovieFormat = 'webm' | 'mp4' | 'gif';

/** Sizes of frames that are offered, pixels. */
export const MOVIE_SIZES = ['1920×1080', '1280×720', '1080×1080', '640×480', '320×240'] as const;

/** A GIF is for what is small: its frames are not compressed against each other. */
const GIF_PIXELS = 640 * 480;
const GIF_FRAMES = 400;

/** What a movie shows and how, while the dialog is open, and what it is painted from. */
export class MovieForm {
  kind = $state<MovieKind>('mode');
  /** As typed: numbers between commas. */
  modes = $state('0');
  together = $state(false);
  amplitude = $state(usualLook('mode').amplitude);
  frequencyRatio = $state(usualLook('mode').frequencyRatio);
  panes = $state<'both' | 'free' | 'pinned'>('both');
  protocol = $state<'simple-shear' | 'tension' | 'compression' | 'uniaxial'>('simple-shear');
  angle = $state(0);
  view = $state(usualLook('mode').view);
  side = $state(usualLook('mode').side);
  colour = $state(usualLook('mode').colour);
  arrows = $state(usualLook('mode').arrows);
  style = $state('nature');
  seconds = $state(10);
  fps = $state(30);
  size = $state<(typeof MOVIE_SIZES)[number]>('1280×720');
  quality = $state<MovieQuality>('normal');
  format = $state<MovieFormat>('webm');

  /** What it is painted from; null until it has come. */
  movie = $state.raw<Movie | null>(null);
  loading = $state(false);
  /** Why there is none. */
  refusal = $state<string | null>(null);
  #waits: AbortController | null = null;

  constructor() {
    if (workspace.mode > 0) this.modes = String(workspace.mode);
  }

  choose(kind: MovieKind): void {
    this.kind = kind;
    Object.assign(this, usualLook(kind));
  }

  readonly pixels = $derived.by(() => {
    const [width, height] = this.size.split('×').map(Number);
    return { width, height };
  });
  readonly frames = $derived(frameCount(this.seconds, this.fps));
  readonly #numbers = $derived(
    this.modes.split(',').map((text) => (/^\s*\d{1,5}\s*$/.test(text) ? Number(text) : Number.NaN)),
  );

  /** What is wrong in the form, in words; null where nothing is. */
  readonly wrong = $derived.by(() => {
    const within = (value: unknown, least: number, most: number) =>
      typeof value === 'number' && value >= least && value <= most;
    if (this.kind === 'mode' && this.#numbers.some(Number.isNaN))
      return 'Modes: give numbers between commas, 0 for the lowest.';
    if (this.kind === 'mode' && !within(this.amplitude, 0.001, 10))
      return 'Amplitude: give a number from 0.001 to 10 σ.';
    if (this.kind === 'strain' && !within(this.angle, -360, 360)) return 'θ: give a number from −360 to 360.';
    if (this.view === 'core' && !within(this.side, 2, 1000)) return 'Side: give a number from 2 to 1000 σ.';
    if (!within(this.seconds, 0.1, 600)) return 'Length: give a number from 0.1 to 600 seconds.';
    if (!within(this.fps, 1, 120)) return 'Frames a second: give a number from 1 to 120.';
    if (this.colour === 'psi' && this.movie?.vibrability === null)
      return 'There is no Ψ of what this movie shows: choose other colours.';
    return this.format === 'gif' ? this.wrongForGif : null;
  });

  /** Why it is too much for a GIF; null where it is not. */
  readonly wrongForGif = $derived.by(() => {
    const { width, height } = this.pixels;
    if (width * height > GIF_PIXELS) return 'A GIF is for small movies: choose 640 × 480 pixels or fewer.';
    if (this.fps > GIF_MOST_FPS) return `A GIF shows at most ${GIF_MOST_FPS} frames a second.`;
    return this.frames > GIF_FRAMES ? `A GIF is for short movies: at most ${GIF_FRAMES} frames.` : null;
  });

  /** What is to be known of the movie that has come: sentences. */
  readonly remarks = $derived(this.movie !== null && 'remarks' in this.movie.motion ? this.movie.motion.remarks : []);

  /** What has to be computed; null where the form is wrong. */
  readonly request = $derived.by((): MovieRequest | null => {
    switch (this.kind) {
      case 'mode':
        return this.#numbers.some(Number.isNaN)
          ? null
          : { kind: 'mode', modes: this.#numbers, together: this.together };
      case 'theta':
        return { kind: 'theta', panes: this.panes };
      case 'strain':
        return { kind: 'strain', protocol: this.protocol, angle: this.angle, states: 80 };
      case 'quench':
        return { kind: 'quench', states: 80 };
    }
  });

  /** How it is painted at a size. */
  lookAt(width: number, height: number): MovieLook {
    const { view, side, colour, arrows, amplitude, frequencyRatio, kind, seconds } = this;
    const style = MOVIE_STYLES.find(({ id }) => id === this.style) ?? MOVIE_STYLES[0];
    const turns = usualTurns(kind, seconds);
    return { width, height, style, view, side, colour, arrows, amplitude, frequencyRatio, turns };
  }

  /** Computes what is asked for; what was on its way is given up. */
  async load(request: MovieRequest): Promise<void> {
    this.giveUp();
    const { address } = workspace;
    if (address === null) return;
    const waits = new AbortController();
    this.#waits = waits;
    this.loading = true;
    try {
      this.movie = movieOfArrays(await api.movie(address, request, waits.signal));
    } catch (error) {
      if (waits.signal.aborted) return;
      if (error instanceof RequestFailure) this.refusal = error.message;
      else messages.report(error);
    } finally {
      if (this.#waits === waits) this.loading = false;
    }
  }

  /** Gives up what is on its way; what has come is of another movie. */
  giveUp(): void {
    this.#waits?.abort();
    this.#waits = null;
    this.loading = false;
    this.movie = null;
    this.refusal = null;
  }
}
