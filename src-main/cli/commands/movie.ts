import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { isProjectPath, requireProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import { frameCount } from '../../movies/painter/timing.ts';
import { calculate } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { movieOfSample } from '../movie-of-sample.ts';
import {
  checkColours,
  lookOf,
  movieCommandLine,
  movieOptionsSchema,
  movieRequestOf,
  toldOfFlag,
} from '../movie-options.ts';
import { checkMovieTarget, faultOfPlace, framesOf, placeFault, sizeOf, targetOf, writeMovie } from '../movie-target.ts';

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
  options: movieOptionsSchema,
  output: [],
  async run([path, word], options, terminal) {
    requireProjectPath(path);
    if (!isProjectPath(path)) throw new BadInput('movies are made of samples of a project (.keycore)', { file: path });
    const number = sampleNumberOf(path, word);
    const request = movieRequestOf(options);
    const { output, fps, seconds } = options;
    const target = targetOf(output);
    checkMovieTarget(options, target);
    const size = sizeOf(options, target);
    const look = lookOf(options, size);
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
      const movie = await movieOfSample(path, number, request, calculation).catch((error: unknown) => {
        throw toldOfFlag(error);
      });
      checkColours(options, movie);
      const count = frameCount(seconds, fps);
      const frames = await framesOf(movie, look, { count, fps });
      const source = `${path}, sample ${number}`;
      const again = `movie.${target.form === 'video' ? target.container : 'gif'}`;
      const { motion } = movie;
      if ('remarks' in motion) for (const remark of motion.remarks) progress.note(`${source}: ${remark}`);
      try {
        await writeMovie(
          frames,
          target,
          options,
          { title: movie.title, comment: movieCommandLine(path, number, options, again) },
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
