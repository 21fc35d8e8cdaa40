import { z } from 'zod';
import { strainAnalysis } from '../../../native-workers/analyses/strain/strain-analysis.ts';
import { strainPathTask } from '../../../native-workers/tasks/strain-path.contract.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import type { FieldSource } from '../../export/field-source.ts';
import {
  DEFAULT_OSCILLATION,
  oscillation,
  type Oscillation,
  oscillationSchema,
  type Trajectory,
} from '../../export/oscillation.ts';
import { checkedStrainReport, strainTrajectory } from '../../export/strain-trajectory.ts';
import { encodeFrames, FRAME_WRITERS, writerById } from '../../formats/writers.ts';
import { requireProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import { analysisSampleOf } from '../../library/analysis-sample.ts';
import { watchOf } from '../analysis-run.ts';
import { type Calculation, calculate, valueOf } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { onStoredSample } from '../project-field-source.ts';
import { checkTarget, pathIn, STANDARD_OUTPUT, written } from '../written-files.ts';

const OF_MODE = oscillationSchema.shape;

/** An option of an oscillating mode; without a default, so that it is seen where a strain run is given one. */
function ofMode<Schema extends z.ZodType>(
  schema: Schema,
  key: keyof Oscillation,
  description: string,
  placeholder: string,
) {
  return schema.optional().meta({ description: `${description} (${DEFAULT_OSCILLATION[key]})`, placeholder });
}

const optionsSchema = z.strictObject({
  of: z.enum(['mode', 'strain']).default('mode').meta({
    description: 'an oscillating mode, or the path of the last strain run that the project keeps',
    placeholder: 'what',
  }),
  format: z
    .enum(FRAME_WRITERS.map(({ id }) => id))
    .default('xyz')
    .meta({ description: 'format of the file', placeholder: 'id' }),
  mode: ofMode(OF_MODE.mode, 'mode', 'mode that oscillates', 'number'),
  amplitude: ofMode(OF_MODE.amplitude, 'amplitude', 'its largest displacement of a particle, σ', 'σ'),
  frames: ofMode(OF_MODE.frames, 'frames', 'frames of one period', 'n'),
  periods: ofMode(OF_MODE.periods, 'periods', 'periods', 'n'),
  every: z.int().min(1).max(1_000_000).optional().meta({
    description:
      'of a strain run: steps from one frame to the next (1); both sides of an event and the ends are there always',
    placeholder: 'n',
  }),
  output: z
    .string()
    .min(1)
    .meta({ description: 'file to write, or a folder; - is standard output', placeholder: 'file', short: 'o' }),
  overwrite: z.boolean().default(false).meta({ description: 'replace a file that exists' }),
});

type Options = z.output<typeof optionsSchema>;

/** Throws `BadInput` for an option that the other kind of trajectory has. */
function checkOptions(options: Options) {
  const foreign = (
    options.of === 'mode' ? (['every'] as const) : (['mode', 'amplitude', 'frames', 'periods'] as const)
  ).find((key) => options[key] !== undefined);
  if (foreign !== undefined)
    throw new BadInput(
      `is of ${options.of === 'mode' ? 'a strain run (--of strain)' : 'an oscillating mode (--of mode)'}`,
      {
        field: `--${foreign}`,
      },
    );
}

/** Computes the path of the last strain run again, with its settings. */
async function strainPath(
  source: FieldSource,
  shown: string,
  every: number,
  calculation: Calculation,
): Promise<Trajectory> {
  const kept = source.report(strainAnalysis);
  if (kept === null)
    throw new BadInput(
      `the project has no report of 'keycore strain' on this sample: make one first, with the steps that are wanted`,
      { file: shown },
    );
  const sample = analysisSampleOf(source.sample, shown);
  const report = checkedStrainReport(kept.report, sample.configuration.ids.length, every);
  const { settings } = report;
  const input = strainAnalysis.inputOf(sample, settings, true);
  const run = { analysis: strainAnalysis, settings, isConfirmed: true, calculation };
  const outcome = await calculation.pool.run(strainPathTask, { input, every }, watchOf(run, shown));
  return strainTrajectory(source, report, valueOf(calculation, shown, outcome), sample.configuration.ids);
}

export const trajectoryCommand = defineCommand({
  name: 'trajectory',
  summary: 'Write an oscillating mode or a strain run as a file of several frames',
  details: [
    'Files for OVITO and other programs that show trajectories: extended XYZ (with energy, phase or strain, stress and events in the head of each frame, and the displacement as `disp`, which OVITO draws as arrows) and LAMMPS dump (columns disp_x, disp_y).',
    'An oscillating mode: frame k of n a period lies at r + A sin(2πk/n) u/max|u|, with Ψ of every particle. The energy is that of the displaced particles: it shows how soft the mode is, and how far from harmonic.',
    'A strain run (--of strain): the path of the last `keycore strain` of the sample is computed again with the settings of the report, step by step, and every frame has the box with its tilt, the positions in it, and disp = r − F r₀ since the start. `besideEvent` in the head says which frames are the last before a plastic event and the first behind it. The way back (--back) is left out.',
  ],
  examples: [
    ['trajectory glass.keycore 1 -o mode0.xyz', 'the lowest mode, 24 frames'],
    [
      'trajectory glass.keycore 1 --mode 3 --amplitude 0.5 --frames 40 --periods 2 --format dump -o mode3.dump',
      'another, as a dump',
    ],
    ['trajectory glass.keycore 1 --of strain --every 10 -o strain.xyz', 'every tenth step of the last strain run'],
  ],
  arguments: { '<project>': 'project file (.keycore)', '<sample>': 'number of the sample, as info lists it' },
  options: optionsSchema,
  output: [],
  async run([path, word], options, terminal) {
    requireProjectPath(path);
    const number = sampleNumberOf(path, word);
    checkOptions(options);
    const { of, format, output, overwrite, every = 1 } = options;
    return calculate(terminal, (calculation) =>
      onStoredSample(path, number, async (source) => {
        const { mode, amplitude, frames: ofPeriod, periods } = options;
        const asked = oscillationSchema.parse({
          mode: mode ?? DEFAULT_OSCILLATION.mode,
          amplitude: amplitude ?? DEFAULT_OSCILLATION.amplitude,
          frames: ofPeriod ?? DEFAULT_OSCILLATION.frames,
          periods: periods ?? DEFAULT_OSCILLATION.periods,
        });
        const what = of === 'mode' ? `mode-${asked.mode}` : 'strain';
        const name = `${source.project}-${number}-${what}${writerById(format).extension}`;
        const target = output === STANDARD_OUTPUT ? output : pathIn(output, name);
        if (target !== STANDARD_OUTPUT) checkTarget(target, overwrite);
        const { count, frames, remarks } =
          of === 'mode'
            ? await oscillation(source, asked)
            : await strainPath(source, `${path}, sample ${number}`, every, calculation);
        const chunks = encodeFrames(frames, format);
        const { code, bytes, isWhole } = await written({ path: target, chunks }, terminal);
        if (!isWhole) return code;
        const shown = target === STANDARD_OUTPUT ? 'standard output' : escapedLine(target);
        for (const remark of remarks) terminal.err(`${shown}: ${escapedLine(remark)}\n`);
        terminal.err(`${shown}: ${count} frames, ${bytes} bytes\n`);
        return code;
      }),
    );
  },
});
