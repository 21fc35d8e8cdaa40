import { existsSync } from 'node:fs';

/** The first path that nothing bears yet: `base`, `base-2`, `base-3`, …, each with the ending. */
export function freeName(base: string, ending = ''): string {
  for (let count = 1; ; count++) {
    const name = `${base}${count === 1 ? '' : `-${count}`}${ending}`;
    if (!existsSync(name)) return name;
  }
}
