import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { pinnedIndices } from '../../../native-workers/analysis/elasticity/pinned-ids.ts';
import type { FigureSample } from '../../figures/sample/figure-sample.ts';
import type { ThetaRequest } from '../movie-request.ts';
import type { AnglePane, ThetaMotion } from '../painter/movie.ts';

function pane(sample: FigureSample, title: string, pinned: readonly number[]): AnglePane {
  return { title, pinned, field: sample.response(pinned).angular };
}

/**
 * The non-affine displacement x(θ) to simple shear, free and with particles pinned. Throws `BadInput` for a sample that does
 * not answer strain, and where there is nothing to pin.
 */
export function thetaMotion(sample: FigureSample, { panes, pinned }: ThetaRequest): ThetaMotion {
  const { notElastic, report, arrays } = sample;
  if (notElastic !== null) throw new BadInput(notElastic);
  const ids = pinned ?? report.keyCore.stringIds;
  if (panes !== 'free' && ids.length === 0)
    throw new BadInput(`${report.vibrability.reason ?? 'the sample has no key core'}: there is nothing to pin`, {
      field: 'panes',
    });
  const indices = pinnedIndices(arrays.ids, ids);
  const what = pinned === undefined ? 'key-core string pinned' : 'pinned';
  return {
    kind: 'theta',
    panes: [
      ...(panes === 'pinned' ? [] : [pane(sample, 'free', [])]),
      ...(panes === 'free' ? [] : [pane(sample, `${what} (${indices.length})`, indices)]),
    ],
  };
}
