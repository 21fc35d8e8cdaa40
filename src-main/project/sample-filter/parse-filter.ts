import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { listed, quoted } from '../../../native-workers/text/quoted.ts';
import { type Comparison, filterTokens, type FilterToken } from './filter-tokens.ts';
import { columnNamed, type SampleColumn } from './sample-columns.ts';

/** A filter, read. */
export type SampleFilter =
  | { kind: 'and' | 'or'; parts: readonly SampleFilter[] }
  | { kind: 'not'; part: SampleFilter }
  | { kind: 'flag'; column: SampleColumn }
  | { kind: 'compare'; column: SampleColumn; comparison: Comparison; value: number | string }
  /** A tag of that name; `isPart`: whose name holds it. */
  | { kind: 'tag'; text: string; isPart: boolean }
  /** Names, tags and notes that hold it. */
  | { kind: 'text'; text: string };

/** Characters of the longest filter. */
const LONGEST = 20_000;
/** Brackets of `and` in `or` in `and` … that SQLite is asked. */
const DEEPEST = 100;
/** Comparisons of a filter. */
const MOST_PARTS = 500;

const KEYWORDS = new Set(['and', 'or', 'not']);

/** Whether a piece is a column, a value or text, and no word of the grammar. */
function isOperand(token: FilterToken) {
  return token.kind === 'word' && (token.isQuoted || !KEYWORDS.has(token.text.toLowerCase()));
}

function wrong(message: string): never {
  throw new BadInput(message, { field: 'filter' });
}

function requireNumber(word: Extract<FilterToken, { kind: 'word' }>, column: SampleColumn) {
  const value = Number(word.text);
  if (!word.isQuoted && word.text !== '' && Number.isFinite(value)) return value;
  const hint = /^-?\d+,\d+$/.test(word.text) ? ` (write ${word.text.replace(',', '.')})` : '';
  return wrong(`'${column.name}' is compared with a number, got ${quoted(word.text)}${hint}`);
}

function compared(
  column: SampleColumn,
  comparison: Comparison,
  word: Extract<FilterToken, { kind: 'word' }>,
): SampleFilter {
  if (column.kind === 'flag') wrong(`'${column.name}' stands by itself: ${column.name}, or not ${column.name}`);
  if (column.kind === 'number') {
    if (comparison === '~') wrong(`'${column.name}' is a number: compare it by =, !=, <, <=, > or >=`);
    return { kind: 'compare', column, comparison, value: requireNumber(word, column) };
  }
  if (column.values !== undefined && comparison !== '~' && !column.values.includes(word.text.toLowerCase()))
    wrong(`'${column.name}' is one of ${listed(column.values)}, got ${quoted(word.text)}`);
  const value = column.values === undefined ? word.text : word.text.toLowerCase();
  return { kind: 'compare', column, comparison, value };
}

/** Reads the operands of a filter one after another. */
class Operands {
  readonly #tokens: readonly FilterToken[];
  #next = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens;
  }

  get token(): FilterToken | null {
    return this.#tokens.at(this.#next) ?? null;
  }

  /** Whether the next is that word of the grammar; it is passed over then. */
  takesKeyword(keyword: 'and' | 'or' | 'not'): boolean {
    const { token } = this;
    if (token?.kind !== 'word' || token.isQuoted || token.text.toLowerCase() !== keyword) return false;
    this.#next += 1;
    return true;
  }

  takesBracket(kind: 'open' | 'close'): boolean {
    if (this.token?.kind !== kind) return false;
    this.#next += 1;
    return true;
  }

  /** A flag, a comparison, or text that is looked for. */
  take(): SampleFilter {
    const { token } = this;
    if (token === null) return wrong('the filter ends where something to look for was expected');
    if (token.kind !== 'word')
      return wrong(
        `something to look for was expected at character ${token.at + 1}, before '${token.kind === 'comparison' ? token.comparison : ')'}'`,
      );
    if (!token.isQuoted && KEYWORDS.has(token.text.toLowerCase()))
      return wrong(`something to look for was expected at character ${token.at + 1}, got '${token.text}'`);
    this.#next += 1;
    const sign = this.token;
    if (sign?.kind !== 'comparison') return this.#alone(token);
    this.#next += 1;
    const value = this.token;
    if (value?.kind !== 'word') return wrong(`a value was expected behind '${token.text} ${sign.comparison}'`);
    this.#next += 1;
    if (!token.isQuoted && token.text.toLowerCase() === 'tag') return this.#tag(sign.comparison, value.text);
    const column = token.isQuoted ? null : columnNamed(token.text);
    if (column === null) return wrong(`there is no column ${quoted(token.text)} that can be compared`);
    return compared(column, sign.comparison, value);
  }

  #alone({ text, isQuoted }: Extract<FilterToken, { kind: 'word' }>): SampleFilter {
    const column = isQuoted ? null : columnNamed(text);
    return column?.kind === 'flag' ? { kind: 'flag', column } : { kind: 'text', text };
  }

  #tag(comparison: Comparison, text: string): SampleFilter {
    if (comparison === '=' || comparison === '~') return { kind: 'tag', text, isPart: comparison === '~' };
    if (comparison === '!=') return { kind: 'not', part: { kind: 'tag', text, isPart: false } };
    return wrong(`'tag' is compared by =, != or ~ (holds)`);
  }
}

/** What is open while a filter is read: the alternatives so far, and the parts of the last of them. */
interface Level {
  alternatives: SampleFilter[];
  parts: SampleFilter[];
  /** Whether the next part is negated. */
  isNot: boolean;
  /** Whether `and` stands before the next part, which must come then. */
  isAnd: boolean;
}

const level = (): Level => ({ alternatives: [], parts: [], isNot: false, isAnd: false });

function join(kind: 'and' | 'or', parts: readonly SampleFilter[]): SampleFilter {
  return parts.length === 1
    ? parts[0]
    : { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}

function add(to: Level, part: SampleFilter) {
  to.parts.push(to.isNot ? negated(part) : part);
  to.isNot = false;
  to.isAnd = false;
}

function negated(part: SampleFilter): SampleFilter {
  return part.kind === 'not' ? part.part : { kind: 'not', part };
}

/** The filter of a level that ends. */
function closed({ alternatives, parts, isNot, isAnd }: Level, where: string): SampleFilter {
  if (isNot || isAnd || parts.length === 0) wrong(`something to look for was expected ${where}`);
  return join('or', [...alternatives, join('and', parts)]);
}

function requireShallow(filter: SampleFilter) {
  let parts: readonly SampleFilter[] = [filter];
  for (let depth = 0; parts.length > 0; depth += 1) {
    if (depth > DEEPEST) wrong(`brackets lie in one another more than ${DEEPEST} deep`);
    parts = parts.flatMap((part) => (part.kind === 'not' ? [part.part] : 'parts' in part ? part.parts : []));
  }
}

/**
 * Reads a filter of samples: comparisons (`omega < 0.3`), flags (`qlm`), words that names, tags and notes hold, joined by
 * `and` (which may be left out), `or`, `not` and brackets; `and` binds more than `or`. Null where it is empty. Throws
 * `BadInput` in words for what is none.
 */
export function parseFilter(text: string): SampleFilter | null {
  if (text.length > LONGEST) wrong(`a filter has at most ${LONGEST} characters, this one ${text.length}`);
  const tokens = filterTokens(text);
  if (tokens.length === 0) return null;
  if (tokens.filter(isOperand).length > 2 * MOST_PARTS) wrong(`a filter has at most ${MOST_PARTS} parts`);
  const operands = new Operands(tokens);
  // No recursion: how deep brackets lie in one another is up to the user.
  const levels = [level()];
  let current = levels[0];
  while (operands.token !== null) {
    if (operands.takesKeyword('not')) current.isNot = !current.isNot;
    else if (operands.takesBracket('open')) {
      current = level();
      levels.push(current);
    } else if (operands.token.kind === 'close') {
      const { at } = operands.token;
      operands.takesBracket('close');
      if (levels.length === 1) wrong(`the bracket at character ${at + 1} closes none`);
      const inner = closed(current, `before the bracket at character ${at + 1}`);
      levels.pop();
      current = levels[levels.length - 1];
      add(current, inner);
    } else if (operands.takesKeyword('or')) {
      const { alternatives } = current;
      alternatives.push(closed({ ...current, alternatives: [] }, "before 'or'"));
      current.parts = [];
    } else if (operands.takesKeyword('and')) {
      if (current.isNot || current.isAnd || current.parts.length === 0)
        wrong("something to look for was expected before 'and'");
      current.isAnd = true;
    } else add(current, operands.take());
  }
  if (levels.length > 1) wrong(`${levels.length - 1} of the brackets are never closed`);
  const filter = closed(current, 'at the end');
  requireShallow(filter);
  return filter;
}
