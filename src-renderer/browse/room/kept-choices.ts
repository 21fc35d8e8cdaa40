const STORED = 'keycore.browse';

/** What is remembered of the room on this computer. */
export interface BrowseChoices {
  columns: readonly string[];
  x: string;
  y: string;
  logX: boolean;
  logY: boolean;
  maps: boolean;
  /** Filters that the user has saved, latest first. */
  filters: readonly string[];
}

/** The choices of somebody who has not made any. */
const USUAL: BrowseChoices = {
  columns: ['model', 'n', 'verdict', 'omega', 'omegaratio', 'pr', 'ncore', 'nkeycore', 'g', 'anisotropy', 'energy'],
  x: 'omegaratio',
  y: 'pr',
  logX: false,
  logY: false,
  maps: false,
  filters: [],
};

const isText = (value: unknown) => typeof value === 'string' && value.length <= 40;

/** What was stored, as far as it is what we store: others may write there, and versions differ. */
export function keptChoices(): BrowseChoices {
  let found: Record<string, unknown>;
  try {
    found = Object(JSON.parse(localStorage.getItem(STORED) ?? '{}')) as typeof found;
  } catch {
    // Not JSON: as if nothing had been stored.
    return USUAL;
  }
  const { columns, x, y, logX, logY, maps, filters } = found;
  return {
    columns: Array.isArray(columns) && columns.every(isText) ? (columns as string[]) : USUAL.columns,
    x: isText(x) ? (x as string) : USUAL.x,
    y: isText(y) ? (y as string) : USUAL.y,
    logX: logX === true,
    logY: logY === true,
    maps: maps === true,
    filters: Array.isArray(filters) ? filters.filter((each): each is string => typeof each === 'string') : [],
  };
}

export function keepChoices(choices: BrowseChoices): void {
  localStorage.setItem(STORED, JSON.stringify(choices));
}
