import { strainReportSchema, type StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import type { StrainFrame } from '../../native-workers/analyses/strain/strain-path.ts';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { indicesOf } from '../../native-workers/configuration/indices-of-ids.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { ParticleStructure } from '../formats/writer.ts';
import { storedStructure } from '../project/stored-structure.ts';
import type { FieldSource } from './field-source.ts';
import type { Trajectory } from './oscillation.ts';
import { exportedFacts } from './exported-facts.ts';

/** Bytes of the frames of one path, which are held until they are written. */
const MOST_BYTES = 2 ** 30;
/** A path that is found again differs by rounding at most: this share of U. */
const SAME_ENERGY = 1e-9;

/** The report of a strain run whose path can be held in memory. Throws `BadInput` where it has too many frames. */
export function checkedStrainReport(report: unknown, particles: number, every: number): StrainReport {
  const strain = strainReportSchema.parse(report);
  const frames = strain.steps.length / every + 2 * strain.events.length + 2;
  const most = Math.floor(MOST_BYTES / (4 * particles * Float64Array.BYTES_PER_ELEMENT));
  if (frames > most)
    throw new BadInput(
      `${Math.ceil(frames)} frames of ${particles} particles; at most ${most} are written at once: take a larger number`,
      { field: '--every' },
    );
  return strain;
}

/** What is not as the report says, a sentence; empty where all is. */
function differences(frames: readonly StrainFrame[], { start, steps }: StrainReport): string[] {
  const states = [start, ...steps];
  const off = frames.find(({ step, strain, energy }) => {
    const known = states.at(step);
    return (
      known === undefined ||
      Math.abs(strain - known.strain) > SAME_ENERGY * Math.abs(known.strain) ||
      Math.abs(energy - known.energy) > SAME_ENERGY * Math.abs(known.energy)
    );
  });
  const isShort = frames.at(-1)?.step !== steps.length;
  if (off === undefined && !isShort) return [];
  return [
    `The path that was computed now is not that of the report, which another version or processor has made: it differs ${off === undefined ? 'at its end' : `from step ${off.step} on`}.`,
  ];
}

/**
 * The states of a strain run, as frames: box and positions in the axes of that box, `disp` = r − F r₀ since the start, and in
 * the head strain, U, stress (axes of the unstrained sample), the turn of the box, how many events there were, and whether
 * the frame is the last before one or the first behind it. Of a sample with loose particles, the backbone.
 */
export function strainTrajectory(
  source: FieldSource,
  report: StrainReport,
  path: readonly StrainFrame[],
  ids: Int32Array,
): Trajectory {
  const rest = storedStructure(source.sample, { vectors: [], columns: [], units: { disp: 'σ' }, ofFile: [] });
  const rows = indicesOf(rest.ids, [...ids]);
  const particles = {
    ...rest,
    ids,
    types: Uint8Array.from(rows, (row) => rest.types[row]),
    columns: rest.columns.map((column) => ({
      ...column,
      values: Float64Array.from(rows, (row) => column.values[row]),
    })),
  };
  const facts = { ...exportedFacts(source, []), protocol: report.protocol, angle: report.angle };
  const isTilted = path.some(({ box }) => box.xy !== 0);
  function* made(): Generator<ParticleStructure, void> {
    for (const { step, strain, energy, stress, driving, maxForce, box, rotationDegrees, ...state } of path) {
      const [stressXX, stressXY, stressYY] = stress;
      yield {
        ...particles,
        box,
        isTilted,
        positions: wrapPositions(box, state.positions),
        vectors: [{ name: 'disp', values: state.nonAffine }],
        timestep: step,
        facts: {
          ...facts,
          strain,
          energy,
          stressXX,
          stressXY,
          stressYY,
          drivingStress: driving,
          maxForce,
          rotationDegrees,
          events: state.events,
          besideEvent: state.beside,
        },
      };
    }
  }
  const left = rest.ids.length - ids.length;
  return {
    count: path.length,
    frames: made(),
    remarks: [
      ...(left === 0 ? [] : [`${left} loose particles are left out: they are not strained.`]),
      ...differences(path, report),
    ],
  };
}
