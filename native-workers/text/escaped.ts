/**
 * What a terminal obeys or a reader is deceived by: control characters (C0, DEL, C1), the controls of writing direction,
 * and the two other line separators.
 */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const SHORT: Readonly<Partial<Record<string, string>>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As JSON writes it, so that text that is JSON stays the same JSON. */
function escape(control: string) {
  return SHORT[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text that may hold anything (a file's content, a name, an error) as one line: every control character escaped. */
export function escapedLine(text: string): string {
  return text.replace(CONTROLS, escape);
}

/** Several lines of our own: every control character escaped but the newlines. */
export function escapedLines(text: string): string {
  return text.replace(CONTROLS, (control) => (control === '\n' ? control : escape(control)));
}

/**
 * An entry of a log, without the newline at its end: its further lines (a stack) are set in, so that nothing that comes
 * from outside looks like an entry of its own.
 */
export function logEntry(text: string): string {
  return escapedLines(text).replaceAll('\n', '\n    ');
}
