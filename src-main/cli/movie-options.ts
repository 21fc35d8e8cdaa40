import { z } from 'zod';
import { STRAIN_PROTOCOLS } from '../../native-workers/analyses/strain/generator.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { fileWord, shellWord } from '../figures/figure-memory.ts';
import { STYLES, styleNamed } from '../figures/marks/styles.ts';
import { flagName, flagSchema } from '../import/flag-value.ts';
import { MOVIE_LIMITS, type MovieRequest, movieRequestSchema } from '../movies/movie-request.ts';
import {
  FREQUENCY_RATIOS,
  MOVIE_ARROWS,
  MOVIE_COLOURS,
  MOVIE_VIEWS,
  type MovieLook,
  usualLook,
} from '../movies/painter/look.ts';
import { type Movie, MOVIE_KINDS, type MovieKind } from '../movies/painter/movie.ts';
import { MOVIE_QUALITIES } from '../movies/painter/quality.ts';
import { usualTurns } from '../movies/painter/timing.ts';

/** Options of the command movie. */
export const movieOptionsSchema = z.strictObject({
  output: z.string().min(1).meta({
    description: 'file to write (.webm, .mp4, .gif), or folder for PNG files frame-0001.png, … (FOLDER/)',
    placeholder: 'file',
    short: 'o',
  }),
  kind: z.enum(MOVIE_KINDS).meta({
    description:
      'mode: modes oscillate; theta: x(θ) while the direction of shear turns, free and pinned beside each other; strain: to and through a plastic event; quench: to a minimum of the energy',
    placeholder: 'kind',
  }),
  modes: z
    .array(z.int().min(0))
    .optional()
    .meta({ description: 'of mode: modes, 0 for the lowest; default 0', placeholder: 'numbers' }),
  together: z.boolean().default(false).meta({ description: 'of mode: their sum in one pane' }),
  amplitude: z
    .number()
    .positive()
    .max(10)
    .optional()
    .meta({ description: 'of mode: largest displacement of a particle, σ; default 0.4', placeholder: 'sigma' }),
  frequencyRatio: z
    .enum(FREQUENCY_RATIOS)
    .optional()
    .meta({ description: 'of mode: frequencies as they are, or all alike; default true', placeholder: 'ratio' }),
  panes: z
    .enum(['both', 'free', 'pinned'])
    .optional()
    .meta({ description: 'of theta: without and with pins; default both', placeholder: 'panes' }),
  pin: z
    .array(z.int())
    .optional()
    .meta({ description: 'of theta: ids of particles to pin; default: the key-core string', placeholder: 'ids' }),
  turns: z.number().positive().max(1000).optional().meta({
    description: 'of mode: periods of the slowest; of theta: turns of 360°; default: a period in 2.5 s, one turn',
    placeholder: 'n',
  }),
  protocol: z
    .enum(STRAIN_PROTOCOLS)
    .optional()
    .meta({ description: 'of strain: as strain has them; default simple-shear', placeholder: 'id' }),
  angle: z
    .number()
    .min(-360)
    .max(360)
    .optional()
    .meta({ description: 'of strain: θ, degrees; default 0', placeholder: 'degrees' }),
  to: z.number().min(-MOVIE_LIMITS.strain).max(MOVIE_LIMITS.strain).optional().meta({
    description: 'of strain: strain to load to, either sign; default: a fifth beyond the first plastic event',
    placeholder: 'strain',
  }),
  temperature: z.number().positive().max(MOVIE_LIMITS.temperature).optional().meta({
    description:
      'of quench: temperature of the liquid, ε/k_B; default: that of the preparation, or of the model. A sample that was minimised from a random start shows its own quench',
    placeholder: 'T',
  }),
  time: z.number().positive().max(MOVIE_LIMITS.time).optional().meta({
    description: 'of quench: time for which the liquid is equilibrated, σ√(m/ε)',
    placeholder: 't',
  }),
  states: z
    .int()
    .min(MOVIE_LIMITS.states.least)
    .max(MOVIE_LIMITS.states.most)
    .optional()
    .meta({ description: 'of strain and quench: states that are computed; default 80', placeholder: 'n' }),
  view: z
    .enum(MOVIE_VIEWS)
    .optional()
    .meta({ description: 'whole cell, or a square about the key core; default core for theta', placeholder: 'view' }),
  side: z
    .number()
    .min(2)
    .max(1000)
    .optional()
    .meta({ description: 'of core: side of that square, σ; default 26', placeholder: 'sigma' }),
  colour: z.enum(MOVIE_COLOURS).optional().meta({
    description:
      'colours of discs: species, Ψ, or (not of theta) how far particles have moved; default moved for strain',
    placeholder: 'by',
  }),
  arrows: z.enum(MOVIE_ARROWS).optional().meta({
    description: 'arrows of each pane on its own scale, on that of the first, or none; default none for quench',
    placeholder: 'scale',
  }),
  style: z
    .enum(STYLES.map(({ id }) => id))
    .default('nature')
    .meta({ description: 'colours of the style of figures; slide-dark is dark', placeholder: 'id' }),
  size: z
    .string()
    .default('1920x1080')
    .meta({ description: 'width and height of a frame, pixels', placeholder: 'WxH' }),
  fps: z.number().min(1).max(120).default(30).meta({ description: 'frames a second', placeholder: 'n' }),
  seconds: z.number().min(0.1).max(600).default(10).meta({ description: 'length of the movie', placeholder: 's' }),
  quality: z
    .enum(MOVIE_QUALITIES)
    .optional()
    .meta({ description: 'of .webm and .mp4; default normal', placeholder: 'id' }),
  overwrite: z.boolean().default(false).meta({ description: 'replace the file if it exists' }),
});

export type MovieOptions = z.output<typeof movieOptionsSchema>;

/** Options that belong to some kinds only. */
const OF_KINDS = {
  modes: ['mode'],
  together: ['mode'],
  amplitude: ['mode'],
  frequencyRatio: ['mode'],
  panes: ['theta'],
  pin: ['theta'],
  turns: ['mode', 'theta'],
  protocol: ['strain'],
  angle: ['strain'],
  to: ['strain'],
  temperature: ['quench'],
  time: ['quench'],
  states: ['strain', 'quench'],
} as const satisfies Partial<Record<keyof MovieOptions, readonly MovieKind[]>>;

/** Kinds in which particles move: their discs can be coloured by how far. */
const MOVING: readonly MovieKind[] = ['mode', 'strain', 'quench'];

const nameOf = (key: keyof MovieOptions) => flagName(key, flagSchema(movieOptionsSchema.shape[key]));

function ofOther(kinds: readonly MovieKind[], kind: MovieKind, key: keyof MovieOptions, what = 'it') {
  return new BadInput(`${what} belongs to --kind ${kinds.join(' or ')}, not to ${kind}`, { field: nameOf(key) });
}

/** Throws `BadInput` for an option that changes nothing beside the others. */
function checkUse(options: MovieOptions) {
  const { kind, colour, pin, panes, side, view, together, modes } = options;
  for (const key of Object.keys(OF_KINDS) as (keyof typeof OF_KINDS)[]) {
    const kinds: readonly MovieKind[] = OF_KINDS[key];
    if (options[key] !== undefined && options[key] !== false && !kinds.includes(kind)) throw ofOther(kinds, kind, key);
  }
  if (colour === 'moved' && !MOVING.includes(kind)) throw ofOther(MOVING, kind, 'colour', "'moved'");
  if (pin !== undefined && panes === 'free')
    throw new BadInput('it belongs to --panes both or pinned, not to free', { field: nameOf('pin') });
  if (side !== undefined && (view ?? usualLook(kind).view) === 'whole')
    throw new BadInput('it belongs to --view core, not to whole', { field: nameOf('side') });
  if (together && (modes?.length ?? 1) < 2)
    throw new BadInput('it adds modes up: name two or more (--modes)', { field: nameOf('together') });
}

/** What is to be computed. Throws `BadInput` for options that belong to something else, and for values that cannot be. */
export function movieRequestOf(options: MovieOptions): MovieRequest {
  checkUse(options);
  const given: Record<string, unknown> = { kind: options.kind };
  for (const key of Object.keys(OF_KINDS) as (keyof typeof OF_KINDS)[]) {
    const value = options[key];
    if (value === undefined || value === false) continue;
    if (key !== 'amplitude' && key !== 'frequencyRatio' && key !== 'turns')
      given[key === 'pin' ? 'pinned' : key] = value;
  }
  const read = movieRequestSchema.safeParse(given);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new BadInput(message, { field: flagOf(String(path[0])) ?? '--kind' });
}

/** The flag of a field of a request; null where it has none. */
function flagOf(field: string): string | null {
  const key = field === 'pinned' ? 'pin' : field;
  return Object.hasOwn(movieOptionsSchema.shape, key) ? nameOf(key as keyof MovieOptions) : null;
}

/** What is wrong with a field of a request, told of its flag; another error as it is. */
export function toldOfFlag(error: unknown): unknown {
  if (!(error instanceof BadInput) || error.place.field === undefined) return error;
  const { field } = error.place;
  const flag = flagOf(field);
  return flag === null ? error : new BadInput(error.message.replace(`${field}: `, ''), { field: flag });
}

/** Throws `BadInput` for colours that the movie does not have. */
export function checkColours({ colour, kind }: MovieOptions, { vibrability }: Movie): void {
  if (colour !== 'psi' || vibrability !== null) return;
  const reason =
    kind === 'quench'
      ? 'the quench ends in another minimum than the stored sample, whose Ψ it is'
      : 'Ψ of this sample is not known';
  throw new BadInput(`${reason}: choose species or moved`, { field: nameOf('colour') });
}

/** How it is painted, in frames of so many pixels. */
export function lookOf(options: MovieOptions, size: { width: number; height: number }): MovieLook {
  const { kind, seconds } = options;
  const style = styleNamed(options.style);
  if (style === undefined) throw new Error(`there is no style '${options.style}'`);
  const usual = usualLook(kind);
  return {
    ...size,
    style,
    view: options.view ?? usual.view,
    side: options.side ?? usual.side,
    colour: options.colour ?? usual.colour,
    arrows: options.arrows ?? usual.arrows,
    amplitude: options.amplitude ?? usual.amplitude,
    frequencyRatio: options.frequencyRatio ?? usual.frequencyRatio,
    turns: options.turns ?? usualTurns(kind, seconds),
  };
}

/** The command line that makes the movie again, without folders; `output` is the name of a file. */
export function movieCommandLine(project: string, number: number, options: MovieOptions, output: string): string {
  const flags = Object.entries(options).flatMap(([key, value]) => {
    const flag = flagSchema(movieOptionsSchema.shape[key as keyof MovieOptions]);
    if (['output', 'overwrite'].includes(key) || value === undefined || value === flag.fallback) return [];
    const name = flagName(key, flag);
    return typeof value === 'boolean' ? [name] : [`${name} ${shellWord(String(value))}`];
  });
  return `keycore movie ${fileWord(project.replace(/^.*[/\\]/, ''))} ${number} -o ${output} ${flags.join(' ')}`;
}
