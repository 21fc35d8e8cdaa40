import temml from 'temml';

const known = new Map<string, string>();

/** A formula as MathML, set apart from the text; throws for LaTeX that is none. */
export function mathmlOf(latex: string): string {
  const made = known.get(latex) ?? temml.renderToString(latex, { displayMode: true, throwOnError: true, xml: true });
  known.set(latex, made);
  return made;
}
