/** Rows of a table, as `Addon.plainRows` reads them. */
export interface PlainRows {
  rows: number;
  /** Where the row after them begins in the text. */
  end: number;
}
