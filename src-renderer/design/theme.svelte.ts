import type { ThemeSetting as ThemeChoice } from '../../src-main/api/desktop-bridge.ts';

const STORED = 'keycore.theme';
const ORDER: readonly ThemeChoice[] = ['system', 'light', 'dark'];

function storedChoice() {
  const stored = localStorage.getItem(STORED);
  return ORDER.find((choice) => choice === stored) ?? 'system';
}

/** Light, dark, or as the system has it; remembered on this computer. */
class ThemeState {
  choice = $state<ThemeChoice>(storedChoice());
  #systemDark = $state(false);
  readonly resolved = $derived(this.choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.choice);

  constructor() {
    const query = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = query.matches;
    query.addEventListener('change', ({ matches }) => {
      this.#systemDark = matches;
      this.#apply();
    });
    this.#apply();
  }

  choose(choice: ThemeChoice): void {
    localStorage.setItem(STORED, choice);
    this.choice = choice;
    this.#apply();
  }

  next(): void {
    this.choose(ORDER[(ORDER.indexOf(this.choice) + 1) % ORDER.length]);
  }

  // Before anything that reads the tokens, hence not in an effect.
  #apply() {
    document.documentElement.dataset.theme = this.resolved;
  }
}

export const theme = new ThemeState();
