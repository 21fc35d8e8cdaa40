import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { STRAIN_PROTOCOLS } from '../../../native-workers/analyses/strain/generator.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { fileWord, shellWord } from '../../figures/figure-memory.ts';
import { STYLES, styleNamed } from '../../figures/marks/styles.ts';
import { flagName, flagSchema } from '../../import/flag-value.ts';
import { isProjectPath, requireProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import { type MovieRequest, movieRequestSchema } from '../../movies/movie-request.ts';
import type { MovieFrames, WritingWatch } from '../../movies/output/movie-frames.ts';
import { GIF_MOST_FPS } from '../../movies/painter/gif-limits.ts';
import { FREQUENCY_RATIOS, MOVIE_ARROWS, MOVIE_COLOURS, MOVIE_VIEWS, usualLook } from '../../movies/painter/look.ts';
import { MOVIE_KINDS, type MovieKind } from '../../movies/painter/movie.ts';
import { MOVIE_QUALITIES } from '../../movies/painter/quality.ts';
import { frameCount, usualTurns } from '../../movies/painter/timing.ts';
import { explainFileError } from '../../project/file-error.ts';
import { StorageFailure } from '../../project/storage-failure.ts';
import { calculate } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { movieOfSample } from '../movie-of-sample.ts';

/** Least and largest edge of a frame, pixels. */
const PIXELS = { least: 64, most: 7680 };

const optionsSchema = z.strictObject({
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
  to: z.number().optional().meta({
    description: 'of strain: strain to load to, either sign; default: a fifth beyond the first plastic event',
    placeholder: 'strain',
  }),
  temperature: z.number().positive().optional().meta({
    description:
      'of quench: temperature of the liquid, ε/k_B; default: that of the preparation, or of the model. A sample that was minimised from a random start shows its own quench',
    placeholder: 'T',
  }),
  time: z.number().positive().optional().meta({
    description: 'of quench: time for which the liquid is equilibrated, σ√(m/ε)',
    placeholder: 't',
  }),
  states: z
    .int()
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
    .meta({ description: 'side of that square, σ; default 26', placeholder: 'sigma' }),
  colour: z.enum(MOVIE_COLOURS).optional().meta({
    description: 'colours of discs: species, Ψ, or how far particles have moved; default moved for strain',
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
  quality: z.enum(MOVIE_QUALITIES).default('normal').meta({ description: 'of .webm and .mp4', placeholder: 'id' }),
  overwrite: z.boolean().default(false).meta({ description: 'replace the file if it exists' }),
});

type MovieOptions = z.output<typeof optionsSchema>;

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

const nameOf = (key: keyof MovieOptions) => flagName(key, flagSchema(optionsSchema.shape[key]));

/** What is to be computed. Throws `BadInput` for options of another kind, and for values that cannot be. */
function requestOf(options: MovieOptions): MovieRequest {
  const { kind } = options;
  const given: Record<string, unknown> = { kind };
  for (const key of Object.keys(OF_KINDS) as (keyof typeof OF_KINDS)[]) {
    const value = options[key];
    if (value === undefined || value === false) continue;
    const kinds: readonly MovieKind[] = OF_KINDS[key];
    if (!kinds.includes(kind))
      throw new BadInput(`it belongs to --kind ${kinds.join(' or ')}, not to ${kind}`, { field: nameOf(key) });
    if (key !== 'amplitude' && key !== 'frequencyRatio' && key !== 'turns')
      given[key === 'pin' ? 'pinned' : key] = value;
  }
  const read = movieRequestSchema.safeParse(given);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  const key = path[0] === 'pinned' ? 'pin' : String(path[0]);
  throw new BadInput(message, {
    field: Object.hasOwn(optionsSchema.shape, key) ? nameOf(key as keyof MovieOptions) : '--kind',
  });
}

type Target = { form: 'video'; container: 'webm' | 'mp4' } | { form: 'gif' } | { form: 'png' };

/** What is written, by the name of it. */
function targetOf(output: string): Target {
  if (/[/\\]$/.test(output) || statSync(output, { throwIfNoEntry: false })?.isDirectory() === true)
    return { form: 'png' };
  const ending = /\.(webm|mp4|gif)$/i.exec(output)?.[1].toLowerCase();
  if (ending === 'gif') return { form: 'gif' };
  if (ending === 'webm' || ending === 'mp4') return { form: 'video', container: ending };
  throw new BadInput(`expected a name that ends in .webm, .mp4 or .gif, or a folder for PNG files (FOLDER/)`, {
    file: output,
  });
}

function sizeOf({ size }: MovieOptions, { form }: Target): { width: number; height: number } {
  const [width, height] = (/^(\d{1,5})[x×](\d{1,5})$/i.exec(size) ?? []).slice(1).map(Number);
  const fits = (edge: number | undefined) => edge !== undefined && edge >= PIXELS.least && edge <= PIXELS.most;
  if (!fits(width) || !fits(height))
    throw new BadInput(
      `expected a width and a height from ${PIXELS.least} to ${PIXELS.most} pixels, as 1920x1080, got '${size}'`,
      { field: '--size' },
    );
  if (form === 'video' && (width % 2 === 1 || height % 2 === 1))
    throw new BadInput(`video has an even number of pixels in either direction, got '${size}'`, { field: '--size' });
  return { width, height };
}

function checkTarget({ output, overwrite, fps }: MovieOptions, { form }: Target) {
  if (form === 'gif' && fps > GIF_MOST_FPS)
    throw new BadInput(`a GIF shows at most ${GIF_MOST_FPS} frames a second`, { field: '--fps' });
  if (form !== 'png' && !overwrite && statSync(output, { throwIfNoEntry: false }) !== undefined)
    throw new BadInput('it exists already: choose another name, or say --overwrite', { file: output });
}

/**
 * What keeps a movie from being written, found before it is computed: the folder that it, or its own folder, belongs into is
 * not there or may not be written to. Null where nothing is known against it.
 */
function faultOfPlace(output: string, { form }: Target): string | null {
  const isThere = form === 'png' && statSync(output, { throwIfNoEntry: false }) !== undefined;
  try {
    accessSync(isThere ? output : dirname(resolve(output)), constants.W_OK);
    return null;
  } catch (error) {
    return placeFault(error, output);
  }
}

/** The command line that makes the movie again, without folders. */
function commandOf(project: string, number: number, options: MovieOptions) {
  const flags = Object.entries(options).flatMap(([key, value]) => {
    const flag = flagSchema(optionsSchema.shape[key as keyof MovieOptions]);
    if (['output', 'overwrite'].includes(key) || value === undefined || value === flag.fallback) return [];
    const name = flagName(key, flag);
    return typeof value === 'boolean' ? [name] : [`${name} ${shellWord(String(value))}`];
  });
  return `keycore movie ${fileWord(project.replace(/^.*[/\\]/, ''))} ${number} -o movie.webm ${flags.join(' ')}`;
}

/** Writes the movie. Codecs and canvas are loaded here, for no other command. */
async function written(
  frames: MovieFrames,
  target: Target,
  options: MovieOptions,
  texts: { title: string; comment: string },
  watch: WritingWatch,
): Promise<void> {
  const { output, quality } = options;
  if (target.form === 'video') {
    const { writeVideo } = await import('../../movies/output/ffmpeg.ts');
    return writeVideo(output, frames, { container: target.container, quality, ...texts }, watch);
  }
  if (target.form === 'gif') {
    const { writeGif } = await import('../../movies/output/gif.ts');
    return writeGif(output, frames, watch);
  }
  const { writePngFolder } = await import('../../movies/output/png-folder.ts');
  return writePngFolder(output, frames, watch);
}

/** What the file system's refusal means; null for what is no matter of the place. */
function placeFault(error: unknown, output: string): string | null {
  const told = explainFileError(error, output, 'written');
  if (told instanceof StorageFailure) return told.message;
  return told instanceof BadInput && told.place.file !== undefined ? told.message : null;
}

export const movieCommand = defineCommand({
  name: 'movie',
  summary: 'Make a movie of a sample: a mode, shear that turns, a plastic event, a quench',
  details: [
    'Paints a movie of a sample of a project without a window or a display: modes that oscillate, the response to simple shear while its direction turns (free and with the key-core string pinned beside each other), athermal quasistatic strain to and through a plastic event, or a quench. Scale bar, colour bar and angle, time or strain are drawn into each frame.',
    'WebM (VP9) and MP4 (H.264) are encoded by ffmpeg, which has to be on PATH; GIF and PNG files need nothing.',
    'Strain and quench are computed for the movie: the way of the minimiser through states between which particles move evenly. A quench is the sample’s own where it was minimised from a random start, which its seed gives again; of any other sample the parent liquid is not stored, and a new one of the same particles is quenched, as the frames say.',
  ],
  examples: [
    ['movie glass.keycore 1 -o mode.webm --kind mode --modes 0,1', 'the two lowest modes beside each other'],
    ['movie glass.keycore 1 -o theta.mp4 --kind theta --seconds 12', 'x(θ), free and with the key-core string pinned'],
    [
      'movie glass.keycore 1 -o event.gif --kind strain --size 480x360 --fps 20',
      'to and through the first plastic event',
    ],
    ['movie glass.keycore 1 -o frames/ --kind quench', 'PNG files, for a program of your own'],
  ],
  arguments: { '<project>': 'project file (.keycore)', '<sample>': 'number of the sample, as info lists it' },
  options: optionsSchema,
  output: [],
  async run([path, word], options, terminal) {
    requireProjectPath(path);
    if (!isProjectPath(path)) throw new BadInput('movies are made of samples of a project (.keycore)', { file: path });
    const number = sampleNumberOf(path, word);
    const request = requestOf(options);
    const { output, kind, fps, seconds, style: styleId } = options;
    const target = targetOf(output);
    checkTarget(options, target);
    const size = sizeOf(options, target);
    const style = styleNamed(styleId);
    if (style === undefined) throw new Error(`there is no style '${styleId}'`);
    const against = faultOfPlace(output, target);
    if (against !== null) {
      terminal.err(`keycore: ${escapedLine(against)}\n`);
      return EXIT.internal;
    }
    if (target.form === 'video') {
      const { requireFfmpeg } = await import('../../movies/output/ffmpeg.ts');
      requireFfmpeg(target.container);
    }
    if (target.form === 'png') (await import('../../movies/output/png-folder.ts')).checkPngFolder(output);
    return calculate(terminal, async (calculation): Promise<ExitCode> => {
      const { progress } = calculation;
      const movie = await movieOfSample(path, number, request, calculation);
      const usual = usualLook(kind);
      const look = {
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
      const count = frameCount(seconds, fps);
      const { MovieFrames: Frames } = await import('../../movies/output/movie-frames.ts');
      const frames = await Frames.of(movie, look, { count, fps });
      const source = `${path}, sample ${number}`;
      try {
        await written(
          frames,
          target,
          options,
          { title: movie.title, comment: commandOf(path, number, options) },
          {
            signal: terminal.signal,
            onFrame: (done) => progress.update(`${source}: frame ${done} of ${count}`, done / count),
          },
        );
      } catch (error) {
        const fault = placeFault(error, output);
        if (fault === null) throw error;
        progress.note(`keycore: ${fault}`);
        return EXIT.internal;
      }
      progress.clear();
      terminal.out(
        `${escapedLine(source)}: ${counted(count, 'frame')} of ${size.width} × ${size.height} in ${escapedLine(output)}\n`,
      );
      return EXIT.done;
    });
  },
});
