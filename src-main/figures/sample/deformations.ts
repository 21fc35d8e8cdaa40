import type { GradientWeights } from '../../../native-workers/analysis/elasticity/elastic-response.ts';

/** A homogeneous deformation whose non-affine displacement is shown. */
interface NamedDeformation {
  /** Per unit strain. */
  gradient: GradientWeights;
  /** In captions: 'simple shear, ε_{xy} > 0'. */
  name: string;
  /** Name of its field in a view, with what its arrows are called there; missing: no view shows it. */
  view?: { field: string; label: string };
}

const TABLE = {
  'shear +': {
    gradient: [0, 1, 0, 0],
    name: 'simple shear, ε_{xy} > 0',
    view: { field: 'x:shear+', label: 'x, simple shear +' },
  },
  'shear −': {
    gradient: [0, -1, 0, 0],
    name: 'simple shear, ε_{xy} < 0',
    view: { field: 'x:shear-', label: 'x, simple shear −' },
  },
  tension: {
    gradient: [1, 0, 0, -1],
    name: 'tension along x',
    view: { field: 'x:tension', label: 'x, tension along x' },
  },
  compression: {
    gradient: [-1, 0, 0, 1],
    name: 'compression along x',
    view: { field: 'x:compression', label: 'x, compression along x' },
  },
  'uniaxial x': { gradient: [1, 0, 0, 0], name: 'uniaxial extension along x, ε_{xx} only' },
  'uniaxial y': { gradient: [0, 0, 0, 1], name: 'uniaxial extension along y, ε_{yy} only' },
  dilation: { gradient: [1, 0, 0, 1], name: 'dilation, ε_{xx} = ε_{yy}' },
} as const satisfies Record<string, NamedDeformation>;

export type Deformation = keyof typeof TABLE;

/** Every deformation that panels and views know, beside shear along any angle. */
export const DEFORMATIONS: Readonly<Record<Deformation, NamedDeformation>> = TABLE;
