import { z } from 'zod';
import { strictSettings } from '../../settings/strict-settings.ts';

/** Degrees of a full turn. */
const TURN = 360;

/** Whether 0, step, 2 step, … come round to 360 exactly. */
function dividesTurn(step: number) {
  return Number.isInteger(TURN / step);
}

/**
 * Everything a user may set of the mechanics of a sample: one schema gives the type, the check, the flags and the
 * documentation.
 */
export const mechanicsSettingsSchema = strictSettings({
  degrees: z
    .number()
    .min(0.01)
    .max(TURN)
    .refine(dividesTurn, { error: (issue) => `a step of ${String(issue.input)}° does not divide 360°` })
    .default(1)
    .describe('step of the angle of shear, degrees; it divides 360'),
  stringCutoff: z
    .number()
    .positive()
    .max(100)
    .default(2.5)
    .describe('c: particles that move by more than c times the root mean square belong to a hidden string'),
  pinned: z.array(z.int()).min(1).optional().describe('ids of further particles to pin: a curve of their own'),
});

export type MechanicsSettings = z.infer<typeof mechanicsSettingsSchema>;

/** 0, step, 2 step, … 360 − step. */
export function anglesOf({ degrees }: Pick<MechanicsSettings, 'degrees'>): number[] {
  return Array.from({ length: Math.round(TURN / degrees) }, (_, at) => at * degrees);
}
