import { z } from 'zod';
import { largestDisplacement } from '../../native-workers/analysis/modes/participation-ratio.ts';
import { displacedEnergiesTask } from '../../native-workers/tasks/warm-task.ts';
import type { ParticleStructure } from '../formats/writer.ts';
import { storedStructure } from '../project/stored-structure.ts';
import type { FieldSource } from './field-source.ts';
import { chosenModes } from './mode-choice.ts';
import { exportedFacts } from './exported-facts.ts';

/** How a mode is made to oscillate; limits keep a file from filling the disk. */
export const oscillationSchema = z.strictObject({
  mode: z.int().min(0).max(999_999),
  /** Largest displacement of a particle, σ. */
  amplitude: z.number().positive().max(10),
  /** Of one period. */
  frames: z.int().min(2).max(1000),
  periods: z.int().min(1).max(10),
});

export type Oscillation = z.infer<typeof oscillationSchema>;

export const DEFAULT_OSCILLATION: Oscillation = { mode: 0, amplitude: 0.3, frames: 24, periods: 1 };

/** Several frames of one sample for one file. */
export interface Trajectory {
  count: number;
  /** Made while they are taken. */
  frames: Iterable<ParticleStructure>;
  /** What a user should know of them, sentences. */
  remarks: string[];
}

/**
 * A mode that oscillates: frame k of n a period lies at r + A sin(2πk/n) u/max|u_i|, r being wrapped into the box and the
 * displacement not. `disp` is the displacement, σ (the name by which OVITO draws it); the head says U of each frame, unless
 * particles are left out of the analysis, with which others may then overlap. Throws `BadInput` for a mode that is not stored.
 */
export async function oscillation(
  source: FieldSource,
  { mode, amplitude, frames, periods }: Oscillation,
): Promise<Trajectory> {
  chosenModes({ numbers: [String(mode)] }, source.modes);
  const { sample } = source;
  const u = source.displacement(mode);
  const scale = amplitude / largestDisplacement(u);
  // Exactly the same in every period.
  const factors = Array.from({ length: frames }, (_, frame) => scale * Math.sin((2 * Math.PI * frame) / frames));
  const isWhole = sample.report.loose?.leftOut !== true;
  const energies = isWhole ? await source.run(displacedEnergiesTask, { displacement: u, factors }) : null;
  const { vibrability } = sample.fields;
  const rest = storedStructure(sample, {
    vectors: [],
    columns: vibrability === null ? [] : [{ name: 'vibrability', values: vibrability }],
    units: { disp: 'σ', ...(vibrability === null ? {} : { vibrability: 'σ²/ε' }) },
    ofFile: [],
  });
  const facts = exportedFacts(source, [mode]);
  function* made(): Generator<ParticleStructure, void> {
    for (let frame = 0; frame < frames * periods; frame += 1) {
      const at = frame % frames;
      const disp = u.map((value) => factors[at] * value);
      yield {
        ...rest,
        positions: rest.positions.map((value, axis) => value + disp[axis]),
        vectors: [{ name: 'disp', values: disp }],
        timestep: frame,
        facts: { ...facts, amplitude, phaseDegrees: (360 * at) / frames, energy: energies?.[at] ?? null },
      };
    }
  }
  return { count: frames * periods, frames: made(), remarks: [...(rest.remarks ?? [])] };
}
