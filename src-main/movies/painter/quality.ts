/** How finely a movie is encoded. */
export const MOVIE_QUALITIES = ['draft', 'normal', 'high'] as const;

export type MovieQuality = (typeof MOVIE_QUALITIES)[number];
