import type { SampleFilter } from './parse-filter.ts';

/** A condition of SQL over sample `s`, elasticity `e` and verdict `v`, and the values that are bound to its `?`. */
export interface FilterCondition {
  sql: string;
  values: (string | number)[];
}

/** A pattern for LIKE that a text fits which holds a piece; ESCAPE '\'. */
function holding(text: string) {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

const LIKE = String.raw`LIKE ? ESCAPE '\'`;

/** The parts in a tree of pairs: SQLite limits how deep an expression is, and a long chain is as deep as it is long. */
function balanced(parts: readonly string[], word: string): string {
  if (parts.length === 1) return parts[0];
  const middle = Math.ceil(parts.length / 2);
  return `(${balanced(parts.slice(0, middle), word)} ${word} ${balanced(parts.slice(middle), word)})`;
}

function textCondition(text: string): FilterCondition {
  const pattern = holding(text);
  return {
    sql: `(s.source ${LIKE} OR coalesce(s.title ${LIKE}, 0) OR s.model ${LIKE} OR CAST(s.number AS TEXT) = ?
      OR EXISTS (SELECT 1 FROM tag WHERE tag.sample = s.number AND tag.tag ${LIKE})
      OR EXISTS (SELECT 1 FROM note WHERE note.sample = s.number AND note.text ${LIKE}))`,
    values: [pattern, pattern, pattern, text, pattern, pattern],
  };
}

/** The condition of a filter. What a user wrote is bound and never part of the SQL. */
export function filterCondition(filter: SampleFilter): FilterCondition {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.parts.map(filterCondition);
      return {
        sql: balanced(
          parts.map(({ sql }) => sql),
          filter.kind.toUpperCase(),
        ),
        values: parts.flatMap(({ values }) => values),
      };
    }
    case 'not': {
      // What is not known is not so: NOT of NULL would drop a sample from both sides.
      const { sql, values } = filterCondition(filter.part);
      return { sql: `NOT coalesce(${sql}, 0)`, values };
    }
    case 'flag':
      return { sql: `coalesce(${filter.column.sql}, 0)`, values: [] };
    case 'compare': {
      const { column, comparison, value } = filter;
      // Not NULL: as a condition that drops rows SQLite would go through the other table first, and look each sample up.
      if (comparison === '~') return { sql: `coalesce(${column.sql} ${LIKE}, 0)`, values: [holding(String(value))] };
      const collate = column.kind === 'text' ? ' COLLATE NOCASE' : '';
      return { sql: `coalesce(${column.sql} ${comparison} ?${collate}, 0)`, values: [value] };
    }
    case 'tag':
      return {
        sql: `EXISTS (SELECT 1 FROM tag WHERE tag.sample = s.number AND tag.tag ${filter.isPart ? LIKE : '= ? COLLATE NOCASE'})`,
        values: [filter.isPart ? holding(filter.text) : filter.text],
      };
    case 'text':
      return textCondition(filter.text);
  }
}
