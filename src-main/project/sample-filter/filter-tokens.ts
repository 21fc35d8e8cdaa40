import { BadInput } from '../../../native-workers/text/bad-input.ts';

/** What a comparison may be. */
export const COMPARISONS = ['<=', '>=', '!=', '<', '>', '=', '~'] as const;

export type Comparison = (typeof COMPARISONS)[number];

/** A piece of a filter; `at`: where it begins, from 0. */
export type FilterToken =
  | { kind: 'open' | 'close'; at: number }
  | { kind: 'comparison'; comparison: Comparison; at: number }
  /** `isQuoted`: never a column, a word of the grammar or a number. */
  | { kind: 'word'; text: string; isQuoted: boolean; at: number };

/** Signs that are written in other ways. */
const SAME: Record<string, Comparison> = { '≤': '<=', '≥': '>=', '≠': '!=', '==': '=', ':': '~', '<>': '!=' };

const SIGN = /<=|>=|!=|==|<>|[<>=~≤≥≠:]/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y;
const BARE = /[^\s()<>=~≤≥≠:!"']+/y;
const BLANK = /\s+/y;

function matchAt(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The pieces of a filter. Throws `BadInput` that names the place of what is none. */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  for (let at = 0; at < text.length;) {
    const blank = matchAt(BLANK, text, at);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const sign = matchAt(SIGN, text, at);
    const quoted = matchAt(QUOTED, text, at);
    const bare = matchAt(BARE, text, at);
    if (text[at] === '(' || text[at] === ')') {
      tokens.push({ kind: text[at] === '(' ? 'open' : 'close', at });
      at += 1;
    } else if (sign !== null) {
      tokens.push({ kind: 'comparison', comparison: SAME[sign[0]] ?? (sign[0] as Comparison), at });
      at += sign[0].length;
    } else if (quoted !== null) {
      const inner = (quoted.at(1) ?? quoted.at(2) ?? '').replace(/\\(.)/gs, '$1');
      tokens.push({ kind: 'word', text: inner, isQuoted: true, at });
      at += quoted[0].length;
    } else if (bare !== null) {
      tokens.push({ kind: 'word', text: bare[0], isQuoted: false, at });
      at += bare[0].length;
    } else if (text[at] === '"' || text[at] === "'")
      throw new BadInput(`the quotation mark at character ${at + 1} is never closed`, { field: 'filter' });
    else throw new BadInput(`'${text[at]}' at character ${at + 1} is no part of a filter`, { field: 'filter' });
  }
  return tokens;
}
