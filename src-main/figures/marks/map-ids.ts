/** Maps of colours, as the window has them: all perceptually even; `balance` diverges, with its middle at zero. */
export const MAP_IDS = ['viridis', 'magma', 'inferno', 'plasma', 'cividis', 'balance'] as const;

export type MapId = (typeof MAP_IDS)[number];
