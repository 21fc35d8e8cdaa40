/** Longest piece of a file, or of anything a user gave, that a message repeats. */
const LONGEST_QUOTE = 60;
/** Most items of a list that a message names. */
const MAX_LISTED = 12;

/** The beginning of a text, at most `longest` UTF-16 units of it, with `…` in place of the rest. */
export function shortened(text: string, longest = LONGEST_QUOTE): string {
  if (text.length <= longest) return text;
  // Not in the middle of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text[longest - 1]) ? longest - 1 : longest;
  return `${text.slice(0, end)}…`;
}

/** A piece of the user's input as a message repeats it: in quotes, and never longer than a line. */
export function quoted(text: string): string {
  return `'${shortened(text)}'`;
}

/** A list as a message repeats it: its first items, each shortened, and how many more there are. */
export function listed(items: readonly string[], separator = ', '): string {
  const named = items.slice(0, MAX_LISTED).map((item) => shortened(item));
  const more = items.length - named.length;
  return more > 0 ? `${named.join(separator)}${separator}… (${more} more)` : named.join(separator);
}
