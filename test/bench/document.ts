import { existsSync, readFileSync, writeFileSync } from 'node:fs';

function markers(section: string): { begin: string; end: string } {
  return { begin: `<!-- bench:${section}:begin -->`, end: `<!-- bench:${section}:end -->` };
}

/**
 * `text` with everything between the markers of `section` replaced by `content`.
 * Throws when the markers are missing or out of order: the document decides where a section stands.
 */
export function replaceSection(text: string, section: string, content: string): string {
  const { begin, end } = markers(section);
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`no '${begin}' … '${end}' in the document`);
  return `${text.slice(0, from + begin.length)}\n${content.trim()}\n${text.slice(to)}`;
}

/** Writes the results of the sections that were run into the document; other sections stay as they are. */
export function writeSections(path: string, results: ReadonlyMap<string, string>): void {
  if (!existsSync(path)) throw new Error(`${path} is missing: the document that holds the bench tables`);
  let text = readFileSync(path, 'utf8');
  for (const [section, content] of results) text = replaceSection(text, section, content);
  writeFileSync(path, text);
}
