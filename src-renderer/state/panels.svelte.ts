import { textScale } from '../design/text-size.ts';

const STORED = 'keycore.panels';

/** Sizes in CSS pixels where text has its usual size: the least, the usual and the largest. */
const SIZES = {
  left: { least: 216, usual: 312, most: 800 },
  right: { least: 304, usual: 320, most: 900 },
  /** The right panel under *Mechanics* and *Analyses*: plots want room. */
  mechanics: { least: 304, usual: 372, most: 900 },
  scatter: { least: 150, usual: 218, most: 700 },
  /** The plots of the room *Browse*: a height. */
  plots: { least: 160, usual: 290, most: 1200 },
} as const;

/** Parts that are as high as what is in them until somebody sizes them. */
const HEIGHTS = { samples: { least: 118, most: 1200 }, inspector: { least: 56, most: 1200 } } as const;

const LIMITS = { ...SIZES, ...HEIGHTS };

type SizedPanel = keyof typeof SIZES;
type HighPanel = keyof typeof HEIGHTS;

/** The field keeps this width beside both panels, CSS pixels. */
export const FIELD_LEAST = 500;
/** In a window narrower than this (usual text) the panels lie over the field. */
const NARROW_BELOW = 1024;

/** What is stored of a side panel that is folded away. */
const FOLDED = { left: 'leftFolded', right: 'rightFolded' } as const;

type Side = keyof typeof FOLDED;
type AnyPanel = keyof typeof LIMITS;

type Stored = Partial<Record<AnyPanel, number> & Record<(typeof FOLDED)[Side], boolean>>;

/** What was stored, as far as it is what we store: others may write there, and versions differ. */
function stored(): Stored {
  let found: Record<string, unknown>;
  try {
    // Of what is no object nothing is taken.
    found = Object(JSON.parse(localStorage.getItem(STORED) ?? '{}')) as typeof found;
  } catch {
    // Not JSON: as if nothing had been stored.
    return {};
  }
  const sizes = Object.entries(LIMITS).filter(([name, { least, most }]) => {
    const value = found[name];
    return typeof value === 'number' && value >= least && value <= most;
  });
  return {
    ...Object.fromEntries(sizes.map(([name]) => [name, found[name] as number])),
    leftFolded: found['leftFolded'] === true,
    rightFolded: found['rightFolded'] === true,
  };
}

let wanted = $state.raw<Stored>(stored());

/** Sizes of the panels and which are folded away; remembered on this computer. */
class Panels {
  /** Panels that have come out over the field of a narrow window. */
  over = $state<Side | null>(null);
  /** Inner width of the window, CSS pixels. */
  windowWidth = $state(globalThis.innerWidth);
  readonly narrow = $derived(this.windowWidth < NARROW_BELOW * textScale());

  size(panel: SizedPanel): number {
    return (wanted[panel] ?? SIZES[panel].usual) * textScale();
  }

  /** Null: as high as what is in it. */
  height(panel: HighPanel): number | null {
    const height = wanted[panel];
    return height === undefined ? null : height * textScale();
  }

  least(panel: AnyPanel): number {
    return LIMITS[panel].least * textScale();
  }

  most(panel: AnyPanel): number {
    return LIMITS[panel].most * textScale();
  }

  /** `size` in CSS pixels of the moment; null: as usual. */
  resize(panel: AnyPanel, size: number | null): void {
    const { least, most } = LIMITS[panel];
    const kept = size === null ? undefined : Math.min(most, Math.max(least, size / textScale()));
    keep({ ...wanted, [panel]: kept });
  }

  isFolded(side: Side): boolean {
    return wanted[FOLDED[side]] === true;
  }

  shows(side: Side): boolean {
    return this.narrow ? this.over === side : !this.isFolded(side);
  }

  /** Folds a side panel or brings it back; in a narrow window it comes out over the field. */
  toggle(side: Side): void {
    if (this.narrow) this.over = this.over === side ? null : side;
    else keep({ ...wanted, [FOLDED[side]]: !this.isFolded(side) });
  }
}

export const panels = new Panels();

function keep(sizes: Stored) {
  wanted = sizes;
  localStorage.setItem(STORED, JSON.stringify(sizes));
}
