import type { FigureList, FigureRequest } from '../../src-main/api/figures-contract.ts';
import * as api from '../client/api.ts';
import { messages } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';

/** A panel or page of the gallery. */
export interface GalleryFigure {
  kind: 'panel' | 'page';
  id: string;
}

/** How small pictures are drawn. */
interface Look {
  style: string;
  mode: number;
  angles: [number, number];
}

/** Pixels of a small picture to each CSS pixel that it is wide. */
const FINENESS = 1.5;
/** Width of the small pictures of panels, CSS pixels. */
export const THUMBNAIL_PX = 150;

/** Figures of the open sample: which there are, which is looked at. */
class Figures {
  list = $state.raw<FigureList | null>(null);
  /** Why there is no list. */
  problem = $state<string | null>(null);
  /** What is looked at; null shows the gallery only. */
  selected = $state.raw<GalleryFigure | null>(null);
  /** Settings, as text, of the reports that a dropped figure was drawn from, while it is looked at. */
  #dropped = $state.raw<{ figure: GalleryFigure; reports: Readonly<Record<string, string>> } | null>(null);
  /** Panels for a page of one's own, in the order in which they were chosen. */
  chosen = $state.raw<readonly string[]>([]);
  /** Addresses of small pictures of panels. */
  thumbnails = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** Whether analyses are being made for panels. */
  making = $state(false);
  #ofSample = new AbortController();
  /** Aborts the list that is on its way, and the pictures that are, when others are asked for. */
  #asked = new AbortController();
  #pictures = new AbortController();

  readonly pages = $derived.by(() => {
    const { list } = this;
    if (list === null) return [];
    const there = new Set(list.panels.filter(({ reason }) => reason === null).map(({ id }) => id));
    return list.pages.map(({ rows: all, ...page }) => {
      const rows = all.map((row) => row.filter((id) => there.has(id))).filter((row) => row.length > 0);
      return { ...page, rows, count: rows.flat().length, whole: all.flat().length };
    });
  });

  /** What is asked for of the main side for the selected figure. */
  readonly request = $derived.by((): Pick<FigureRequest, 'panels' | 'pages'> => {
    if (this.selected === null) return {};
    const { kind, id } = this.selected;
    return kind === 'panel' ? { panels: [id] } : { pages: [id] };
  });

  /** Analyses whose reports are others than those that the dropped figure was drawn from. */
  readonly otherReports = $derived.by(() => {
    if (this.#dropped === null || this.#dropped.figure !== this.selected) return [];
    const { reports } = this.#dropped;
    return (this.list?.analyses ?? []).filter(
      ({ name, drawnFrom }) => Object.hasOwn(reports, name) && drawnFrom !== null && reports[name] !== drawnFrom,
    );
  });

  /** Looks at a figure that was dropped. */
  show(figure: GalleryFigure, reports: Readonly<Record<string, string>>): void {
    this.selected = figure;
    this.#dropped = { figure, reports };
  }

  forget(): void {
    this.#ofSample.abort();
    this.#asked.abort();
    this.#pictures.abort();
    this.#ofSample = new AbortController();
    for (const url of this.thumbnails.values()) URL.revokeObjectURL(url);
    this.thumbnails = new Map();
    this.list = this.problem = null;
    this.chosen = [];
  }

  /** Asks what there is. */
  async load(): Promise<void> {
    const { address } = workspace;
    if (address === null) return;
    this.#asked.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    try {
      const list = await api.figureList(address, signal);
      if (signal.aborted) return;
      this.list = list;
      this.problem = null;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof api.RequestFailure) this.problem = error.message;
      else messages.report(error);
    }
  }

  /** Asks for small pictures of what there is. */
  draw(look: Look): void {
    const { address } = workspace;
    this.#pictures.abort();
    this.#pictures = new AbortController();
    const { signal } = this.#pictures;
    if (address === null) return;
    for (const { id, reason } of this.list?.panels ?? [])
      // One that fails keeps its place as it is.
      if (reason === null) this.#picture(address, id, look, signal).catch(() => undefined);
  }

  async #picture(address: api.SampleAddress, id: string, { style, mode, angles }: Look, signal: AbortSignal) {
    const pixels = Math.round(THUMBNAIL_PX * FINENESS);
    const blob = await api.figureThumbnail(address, { id, style, pixels, mode, angles: angles.join() }, signal);
    if (signal.aborted || blob === null) return;
    const former = this.thumbnails.get(id);
    this.thumbnails = new Map(this.thumbnails).set(id, URL.createObjectURL(blob));
    if (former !== undefined) URL.revokeObjectURL(former);
  }

  /** Makes analyses that panels need, with the settings of figures, then asks again what there is. */
  async make(needs: readonly string[]): Promise<void> {
    const { address } = workspace;
    if (address === null || this.making) return;
    const { signal } = this.#ofSample;
    this.making = true;
    try {
      for (const { name, settings } of this.list?.analyses ?? [])
        // The list comes from the same table as the names and settings of analyses.
        if (needs.includes(name)) await api.analyse(address, name as 'mechanics', settings as never, signal, true);
    } catch (error) {
      if (!signal.aborted) messages.report(error);
    }
    this.making = false;
    if (!signal.aborted) await this.load();
  }

  /** Takes a panel for a page of one's own, or leaves it out again. */
  choose(id: string): void {
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((each) => each !== id) : [...this.chosen, id];
  }

  /** Looks at the page of the chosen panels. */
  compose(): void {
    if (this.chosen.length > 1) this.selected = { kind: 'page', id: this.chosen.join('+') };
    else if (this.chosen.length === 1) this.selected = { kind: 'panel', id: this.chosen[0] };
  }
}

export const figureRoom = new Figures();
