/** A run of a label: on the line, lowered or raised. */
interface LabelPart {
  text: string;
  place: 'base' | 'sub' | 'super';
}

/** Splits `u_L`, `u^np`, `m^(−1/2)` into runs: an index or exponent is letters, or anything in parentheses. */
export function labelParts(label: string): LabelPart[] {
  const parts: LabelPart[] = [];
  let rest = label;
  while (rest !== '') {
    const mark = /^([_^])(?:\(([^)]*)\)|([\p{L}\p{N}]+))/u.exec(rest);
    if (mark === null) {
      const next = rest.slice(1).search(/[_^]/);
      const text = next === -1 ? rest : rest.slice(0, next + 1);
      parts.push({ text, place: 'base' });
      rest = rest.slice(text.length);
    } else {
      parts.push({ text: mark.at(2) ?? mark[3], place: mark[1] === '_' ? 'sub' : 'super' });
      rest = rest.slice(mark[0].length);
    }
  }
  return parts;
}
