import type { FigureRequest } from '../../src-main/api/figures-contract.ts';
import { workspace } from '../state/workspace.svelte.ts';

/** Dots per inch that journals ask for. */
export const DPI_CHOICES = [300, 450, 600] as const;
/** Pixels of a PNG to each of the screen's, which has 96 to an inch. */
export const SCREEN_FACTORS = [2, 3, 4] as const;
const SCREEN_DPI = 96;

export const FORMATS = [
  { id: 'svg', label: 'SVG', about: 'vector graphics, text stays text' },
  { id: 'pdf', label: 'PDF', about: 'vector graphics, faces embedded' },
  { id: 'png', label: 'PNG', about: 'pixels' },
  { id: 'csv', label: 'CSV', about: 'source data, a file each panel' },
  { id: 'xlsx', label: 'XLSX', about: 'source data, a sheet each panel' },
] as const;

type Format = (typeof FORMATS)[number]['id'];

const USUAL_ANGLES: [number, number] = [45, 90];

/** How figures are drawn and written; the same for every figure until it is changed. */
class FigureOptions {
  style = $state('nature');
  formats = $state.raw<readonly Format[]>(['pdf']);
  /** Of PNG: dots per inch, or `2x` of the screen. */
  fineness = $state('300');
  transparent = $state(false);
  /** Of the panels of excited particles, degrees. */
  angles = $state<[number | null, number | null]>(USUAL_ANGLES);
  /** Width of a panel or view, mm; empty: the usual one (usual-width.ts). */
  width = $state<number | null>(null);

  readonly dpi = $derived(
    this.fineness.endsWith('x') ? Number(this.fineness.slice(0, -1)) * SCREEN_DPI : Number(this.fineness),
  );
  readonly wrongAngles = $derived(this.angles.some((angle) => angle === null || !(angle >= 0 && angle <= 360)));
  readonly wrongWidth = $derived(this.width !== null && !(this.width >= 20 && this.width <= 500));

  /** The last mode that figures can show. */
  readonly lastMode = $derived(Math.max(0, (workspace.detail?.storedModes ?? 1) - 1));
  /** Of panels and pages: the mode that is chosen in the window, if its displacements are stored. */
  readonly panelOptions = $derived({
    mode: Math.min(workspace.mode, this.lastMode),
    angles: this.wrongAngles ? USUAL_ANGLES : ([...this.angles] as [number, number]),
  });

  toggle(format: Format): void {
    this.formats = FORMATS.map(({ id }) => id).filter((id) => this.formats.includes(id) !== (id === format));
  }

  /** What the main side is asked for, of a figure. */
  requestOf(figure: Pick<FigureRequest, 'panels' | 'pages' | 'view' | 'curves'>): FigureRequest {
    return {
      ...figure,
      // A view says itself what it shows.
      ...([...(figure.panels ?? []), ...(figure.pages ?? [])].length > 0 && { options: this.panelOptions }),
      style: this.style,
      formats: [...this.formats],
      dpi: this.dpi,
      transparent: this.transparent,
      widthMm: this.wrongWidth ? null : this.width,
    };
  }
}

export const figureOptions = new FigureOptions();
