import type { FigureRequest } from '../../src-main/api/figures-contract.ts';

/** One figure that is to be exported, and how the dialog calls it. */
interface RequestedFigure extends Pick<FigureRequest, 'panels' | 'pages' | 'view' | 'curves'> {
  title: string;
}

/** The figure whose export was asked for anywhere in the window; its dialog is open while there is one. */
class FigureRequests {
  figure = $state.raw<RequestedFigure | null>(null);

  /** Asks how to export a figure. */
  open(figure: RequestedFigure): void {
    this.figure = figure;
  }

  close(): void {
    this.figure = null;
  }
}

export const figureRequests = new FigureRequests();
