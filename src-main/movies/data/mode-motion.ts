import { BadInput } from '../../../native-workers/text/bad-input.ts';
import type { FigureSample } from '../../figures/sample/figure-sample.ts';
import type { ModeRequest } from '../movie-request.ts';
import type { ModeMotion, ShownMode } from '../painter/movie.ts';

function shownMode(sample: FigureSample, index: number): ShownMode {
  const { modes, report } = sample;
  if (index >= modes)
    throw new BadInput(
      modes === 0
        ? 'no displacements of modes are stored of this sample'
        : `the displacements of mode ${index} are not stored; there are those of modes 0 to ${modes - 1}`,
      { field: 'modes' },
    );
  const { omega, pr } = report.modes[index];
  if (!(omega > 0))
    throw new BadInput(`mode ${index} has ω = ${omega.toPrecision(3)}: it is unstable and does not oscillate`, {
      field: 'modes',
    });
  // A copy: it leaves this thread.
  return { index, omega, pr, displacement: sample.displacement(index).slice() };
}

/** The stored modes that are asked for. Throws `BadInput` for one that is not stored, or does not oscillate. */
export function modeMotion(sample: FigureSample, { modes, together }: ModeRequest): ModeMotion {
  const repeated = modes.find((index, at) => modes.indexOf(index) !== at);
  if (repeated !== undefined) throw new BadInput(`mode ${repeated} is named twice`, { field: 'modes' });
  const shown = modes.map((index) => shownMode(sample, index));
  return { kind: 'mode', panes: together ? [shown] : shown.map((mode) => [mode]) };
}
