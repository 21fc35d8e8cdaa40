/** What is said of a table that lacks columns, as sentences: whether it has those of ids and of types. */
export function notesOfMissing({ id, type }: { id: boolean; type: boolean }): string[] {
  return [
    ...(id ? [] : ['There is no column of ids: particles are numbered from 1 in the order of the rows.']),
    ...(type ? [] : ["There is no column of types: all particles are taken as of one type, '1'."]),
  ];
}
