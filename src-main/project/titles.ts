import { checkCount, checkCounts, countRows } from './optional-rows.ts';
import { readNumbers, type SampleNumbers } from './sample-numbers.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';
import { checkedLine } from './user-text.ts';

/** Longest title, in UTF-16 code units. */
const MAX_TITLE_LENGTH = 200;

const TITLES = new SealedTable<{ sample: number; title: string }>('title', 'sample, title');
const DELETE = 'DELETE FROM title WHERE sample = ?';

/**
 * Gives a sample the user's name; with an empty text it has the one again that it was given. Gives the former title, empty
 * where there was none. Throws `BadInput` for a text that is too long or has control characters.
 */
export function renameSample(connection: Connection, sample: number, title: string): string {
  readNumbers(connection, sample);
  const text = title.trim();
  if (text !== '') checkedLine(connection, 'a name', text, MAX_TITLE_LENGTH);
  const former = titleOf(connection, sample) ?? '';
  countRows(connection, 'title', sample, -connection.db.prepare(DELETE).run(sample).changes);
  if (text === '') return former;
  TITLES.insert(connection, { sample, title: text });
  countRows(connection, 'title', sample, 1);
  return former;
}

/** The user's name of a sample, or null. Throws the error that names a damaged or lost row. */
export function titleOf(connection: Connection, sample: number): string | null {
  checkCount(connection, 'title', sample);
  const row = TITLES.rows(connection, 'WHERE sample = ?', sample).at(0);
  return row === undefined ? null : TITLES.checked(connection, `name of sample ${sample}`, row).title;
}

/** Names that the user has given, by sample. Throws likewise. */
export function listTitles(connection: Connection): Map<number, string> {
  checkCounts(connection, 'title');
  const rows = TITLES.rows(connection, '');
  return new Map(
    rows.map((row) => [row.sample, TITLES.checked(connection, `name of sample ${row.sample}`, row).title]),
  );
}

/** As `listTitles`, of those that are there: for those who tell of losses themselves. */
export function titlesFound(connection: Connection): Map<number, string> {
  return new Map(TITLES.rows(connection, '').flatMap((row) => (TITLES.isWhole(row) ? [[row.sample, row.title]] : [])));
}

/** Whether a sample was made here, by a simulation. */
function isSimulated({ source }: Pick<SampleNumbers, 'source'>) {
  return source.startsWith('simulation: ');
}

/**
 * What a sample is called: the user's name; else of a simulated one model, particles and index in its job from 1, of one
 * that was read the file without its folders, and frame.
 */
export function sampleLabel(
  sample: Pick<SampleNumbers, 'source' | 'model' | 'particles' | 'position'>,
  title: string | null | undefined,
): string {
  if (title !== null && title !== undefined) return title;
  const { source, model, particles, position } = sample;
  if (isSimulated(sample)) return `${model} · ${particles} · #${position + 1}`;
  return source.replace(/^.*[/\\](?=[^/\\]+$)/, '');
}

/** Preset of the simulation that made a sample; null for one that was read. The column `preset` of `presentSample` is the same. */
export function presetOf(source: string): string | null {
  return /^simulation: .*?, preset (.*?), seed /.exec(source)?.[1] ?? null;
}
