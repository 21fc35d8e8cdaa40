import type { DisplacementGradient } from '../../native-workers/analyses/strain/generator.ts';

/** A strain whose non-affine displacement can be drawn beside the modes. */
export interface DrawnStrain {
  /** As the name of a vector layer. */
  name: string;
  label: string;
  /** A sentence for the tooltip. */
  about: string;
  /** Null: the shear along the angle of the dial. */
  gradient: DisplacementGradient | null;
}

/** Name of the field that turns with the dial. */
export const TURNING = 'x:theta';

/** What the mechanics can be asked for. Linear response reverses exactly with the sign of the strain. */
export const PROTOCOLS: readonly DrawnStrain[] = [
  {
    name: TURNING,
    label: 'x(θ), shear along the dial',
    about: 'Non-affine displacement per unit strain under shear along θ',
    gradient: null,
  },
  {
    name: 'x:shear+',
    label: 'x, simple shear +',
    about: 'Non-affine displacement per unit strain, simple shear along x',
    gradient: [0, 1, 0, 0],
  },
  {
    name: 'x:shear-',
    label: 'x, simple shear −',
    about: 'Non-affine displacement per unit strain, simple shear along −x',
    gradient: [0, -1, 0, 0],
  },
  {
    name: 'x:tension',
    label: 'x, tension along x',
    about: 'Non-affine displacement per unit strain, stretched along x and compressed along y at constant area',
    gradient: [1, 0, 0, -1],
  },
  {
    name: 'x:compression',
    label: 'x, compression along x',
    about: 'Non-affine displacement per unit strain, compressed along x and stretched along y at constant area',
    gradient: [-1, 0, 0, 1],
  },
];

export function protocolNamed(name: string | null): DrawnStrain | null {
  return PROTOCOLS.find((protocol) => protocol.name === name) ?? null;
}
