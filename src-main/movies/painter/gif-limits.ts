/** A GIF counts in hundredths of a second; browsers show what is faster than two of them slowly. */
export const GIF_MOST_FPS = 50;
