/** The tabs of the help, in their order. */
export const HELP_TABS = ['questions', 'glossary', 'keys'] as const;
export type HelpTab = (typeof HELP_TABS)[number];

/** The help: which part of it is open, and which entry is shown beside what it is about. */
class Help {
  open = $state(false);
  tab = $state<HelpTab>('questions');
  /** Id of the entry that is read. */
  entry = $state<string | null>(null);
  query = $state('');
  /** The entry that was asked for at a label, and that label. */
  asked = $state.raw<{ id: string; anchor: Element } | null>(null);

  show(tab: HelpTab = this.tab): void {
    this.asked = null;
    this.query = '';
    this.tab = tab;
    this.open = true;
  }

  /** Opens the help at an entry. */
  read(id: string): void {
    this.show('glossary');
    this.entry = id;
  }

  /** Shows an entry beside a label; once more takes it away. */
  ask(id: string, anchor: Element): void {
    this.asked = this.asked?.anchor === anchor ? null : { id, anchor };
  }

  /** Of what has the focus, or of what it lies in: the help is opened there; else where it was. */
  showFor(element: Element | null): void {
    const id = termAt(element)?.id;
    if (id === undefined) this.show();
    else this.read(id);
  }
}

export const help = new Help();

/** The entry that an element is a label of, `data-term`, and the element that says so. */
export function termAt(element: Element | null): { id: string; anchor: Element } | null {
  const anchor = element?.closest('[data-term]') ?? null;
  const id = anchor?.getAttribute('data-term') ?? '';
  return anchor === null || id === '' ? null : { id, anchor };
}
