/**
 * A document with the part between its markers `<!-- generated:NAME:begin -->` and `<!-- generated:NAME:end -->`
 * replaced. Throws where a marker is missing or they are in the wrong order: the document says where a part stands.
 */
export function withPart(document: string, name: string, content: string): string {
  const [begin, end] = [`<!-- generated:${name}:begin -->`, `<!-- generated:${name}:end -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no '${begin}' with '${end}' after it`);
  return `${document.slice(0, from + begin.length)}\n${content.trim()}\n${document.slice(to)}`;
}
