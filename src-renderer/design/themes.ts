/** The two sets of colours that tokens.css has. */
export type Theme = 'light' | 'dark';
