import { z } from 'zod';

/** What of a panel can be chosen; what is left out is as the paper has it. */
export const panelOptionsSchema = z.strictObject({
  mode: z.int().min(0).max(999_999).default(0).describe('mode that panels of a mode show, 0 for the lowest'),
  angles: z
    .tuple([z.number().min(0).max(360), z.number().min(0).max(360)])
    .default([45, 90])
    .describe('θ of the two pairs of panels of excited particles, degrees'),
});

export type PanelOptions = z.output<typeof panelOptionsSchema>;

/** As the paper has them. */
export const USUAL_OPTIONS: PanelOptions = panelOptionsSchema.parse({});
