/** A link that was opened by somebody who has to come in first, and when. */
const STORED_LINK = 'keycore.link';
/** After that the link is forgotten. */
const LINK_LIFE_MS = 10 * 60_000;

/**
 * The text of the link that this page was opened by, or that was opened lately by somebody who had to come in first;
 * null where there is none. Call it before anything changes the address.
 */
export function takeLink(): string | null {
  const text = location.hash.slice(1);
  if (text !== '' && !text.startsWith('code=')) {
    localStorage.setItem(STORED_LINK, JSON.stringify({ text, at: Date.now() }));
    return text;
  }
  const stored = localStorage.getItem(STORED_LINK);
  if (stored === null) return null;
  const { text: waiting, at } = JSON.parse(stored) as { text: string; at: number };
  return Date.now() - at < LINK_LIFE_MS ? waiting : null;
}

/** The link has led to where it leads. */
export function forgetLink(): void {
  localStorage.removeItem(STORED_LINK);
}
