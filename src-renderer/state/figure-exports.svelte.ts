/** Counts the figures that this page has written to files. */
class FigureExports {
  written = $state(0);
}

export const figureExports = new FigureExports();
