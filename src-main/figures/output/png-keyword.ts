/** Keyword of the text chunk of a PNG that says what it shows. */
export const PNG_KEYWORD = 'keycore';
