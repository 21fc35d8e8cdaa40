import { figureNumber } from '../../figures/marks/number-text.ts';
import { arrowLengths } from './arrow-lengths.ts';
import { paintArrows } from './arrows.ts';
import { discItem, itemLines, paintItems, scaleBarItem, squareItem, textItem } from './below.ts';
import type { LayerMaker, PaintContext, PaintLayer } from './canvas.ts';
import { paintCell } from './cell-edges.ts';
import { changingRows, paintChanging } from './changing.ts';
import { colourKey, type MovieColourKey, paintColourBar } from './colour-key.ts';
import { type LineLook, markLine, paintDiscs, paintPolygon, paintRings, type Projection } from './discs.ts';
import { deformedEdges, deformedPoint, type Images, imagesIn } from './images.ts';
import { type Area, frameLayout, type FrameLayout, showsWhole } from './layout.ts';
import type { MovieLook } from './look.ts';
import { playModes } from './mode-player.ts';
import { coloursAt } from './moment-colours.ts';
import type { Movie } from './movie.ts';
import type { MoviePlayer, PaneMoment, PlayedPane } from './player.ts';
import { playStates } from './state-player.ts';
import { playAngles } from './theta-player.ts';
import { paintFrameTitle, paintPaneTitles } from './titles.ts';

/** How far a disc may reach into a pane from outside, σ. */
const MARGIN = 1.5;
/** Size of the text of figures, points: lines and heads of arrows keep their proportion to it. */
const FIGURE_TEXT = 7;
/** Moments by whose texts the lines for what changes are counted. */
const SAMPLED_SHARES = [0, 0.13, 0.29, 0.41, 0.53, 0.67, 0.79, 0.91, 1];

/** How many times as long: two digits. */
function timesText(times: number) {
  return figureNumber(times, 2);
}

function playerOf(movie: Movie, look: MovieLook): MoviePlayer {
  const { motion } = movie;
  if (motion.kind === 'mode') return playModes(movie, motion, look);
  return motion.kind === 'theta' ? playAngles(movie, motion, look) : playStates(movie, motion, look);
}

/**
 * Paints the frames of a movie on a canvas, in a browser or without one: the same calls for the same movie, look and
 * moment.
 */
export class MoviePainter {
  readonly layout: FrameLayout;
  readonly #movie: Movie;
  readonly #look: MovieLook;
  readonly #player: MoviePlayer;
  readonly #key: MovieColourKey | null;
  /** How many times as long as its vector an arrow is, in each pane. */
  readonly #times: readonly number[];
  /** The longest arrow, σ. */
  readonly #mostArrow: number;
  readonly #areShortened: boolean;
  /** Lines of what changes, at most, and below them those of what does not. */
  #changing = 1;
  readonly #lines: ReturnType<typeof itemLines>;
  /** What does not change. */
  readonly #layer: PaintLayer;
  /** Where particles are that stay there, in each pane. */
  readonly #still: readonly Images[] | null;

  /** `makeLayer` makes canvases like the one that frames are painted on. */
  constructor(makeLayer: LayerMaker, movie: Movie, look: MovieLook) {
    this.#layer = makeLayer(look.width, look.height);
    const { context } = this.#layer;
    this.#movie = movie;
    this.#look = look;
    this.#player = playerOf(movie, look);
    this.#key = colourKey(movie, this.#player, look);
    const { times, most, areShortened } = arrowLengths(movie, this.#player, look);
    this.#times = times;
    this.#mostArrow = most;
    this.#areShortened = areShortened;
    // Widths of texts do not depend on the layout.
    const { below, size } = this.#layoutWith(1);
    const texts = SAMPLED_SHARES.map((share) => this.#player.at(share));
    this.#changing = Math.max(...texts.map((moment) => changingRows(context, moment, below, size)));
    // The lines below need the scale, and the scale needs their number.
    let lines: ReturnType<typeof itemLines> = [];
    let layout = this.#layoutWith(1);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      lines = itemLines(this.#items(context, layout), layout.below.width, layout.size);
      layout = this.#layoutWith(lines.length);
    }
    this.#lines = lines;
    this.layout = layout;
    const { panes } = this.#player.at(0);
    this.#still = this.#player.isStill ? panes.map((moment) => this.#imagesOf(moment)) : null;
    this.#paintLayer(context, panes);
  }

  #layoutWith(lines: number) {
    return frameLayout(this.#movie.box, this.#look, {
      panes: this.#player.panes.length,
      lines: this.#changing + lines,
      hasBar: this.#key !== null,
    });
  }

  #items(context: PaintContext, { size, scale, below }: FrameLayout) {
    const { style, arrows } = this.#look;
    const room = Math.min(below.width / 4, 9 * size);
    const marked = new Map(
      this.#player.panes.flatMap(({ highlights }) => highlights).map((each) => [each.label, each]),
    );
    return [
      scaleBarItem(context, scale, { size, room, style }),
      ...[...marked.values()].map(({ label, colour }) => {
        const line = markLine(colour, size, { isMap: this.#key !== null, ink: style.ink });
        return discItem(context, { label, fill: this.#key === null ? colour : null, line }, size, style.ink);
      }),
      ...(this.#showsSquare ? [squareItem(context, 'key-core square', this.#squareLine(size), size, style.ink)] : []),
      ...(arrows !== 'none' ? [textItem(context, this.#arrowText(), size, style.ink)] : []),
    ];
  }

  /** The square is drawn where the view is one about it. */
  get #showsSquare() {
    return this.#movie.square !== null && !showsWhole(this.#movie.box, this.#look);
  }

  #squareLine(size: number): LineLook {
    const { ink, ground } = this.#look.style;
    return { colour: ink, width: Math.max(1.2, size / 9), casing: this.#key === null ? null : ground };
  }

  #arrowText() {
    const { arrowName, areLengths, panes } = this.#player;
    const isOne = panes.length === 1 || this.#look.arrows === 'shared';
    const times = areLengths && isOne ? ` × ${timesText(this.#times[0])}` : '';
    // Without it the longest, at the key core, would be told too short.
    const most = this.#areShortened ? `, at most ${figureNumber(this.#mostArrow, 2)} σ` : '';
    return `arrows: ${arrowName}${times}${most}`;
  }

  /** Titles of a pane, the longest first, with how long its arrows are where each has its own scale. */
  #paneTitles(pane: number) {
    const { panes, areLengths } = this.#player;
    const { titles } = panes[pane];
    if (this.#look.arrows !== 'own' || panes.length === 1 || (pane === 0 && !areLengths)) return titles;
    const arrows = areLengths
      ? `arrows × ${timesText(this.#times[pane])}`
      : `arrows ${timesText(this.#times[pane] / this.#times[0])} × as long`;
    return titles.map((title) => `${title}, ${arrows}`);
  }

  /** Paints what does not change: ground, titles, colour bar, lines below, and particles that stay where they are. */
  #paintLayer(context: PaintContext, moments: readonly PaneMoment[]) {
    const { style, width, height } = this.#look;
    const { size, panes, bar, below } = this.layout;
    context.fillStyle = style.ground;
    context.fillRect(0, 0, width, height);
    paintFrameTitle(context, this.#movie.title, this.layout, style.ink);
    const titles = panes.map((_, pane) => this.#paneTitles(pane));
    paintPaneTitles(context, titles, this.layout, style.ink);
    panes.forEach((area, pane) => {
      const images = this.#still?.[pane];
      if (images !== undefined)
        this.#inside(context, area, (onCanvas) =>
          this.#paintParticles(context, images, onCanvas, moments[pane], this.#player.panes[pane].highlights),
        );
    });
    if (this.#key !== null && bar !== null) paintColourBar(context, this.#key, bar, size, style);
    paintItems(context, this.#lines, below, size, this.#changing);
  }

  /** Paints the frame at a share of the movie, 0 to 1. */
  paint(context: PaintContext, share: number): void {
    const moment = this.#player.at(share);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#layer.image, 0, 0);
    this.layout.panes.forEach((area, pane) => this.#paintPane(context, area, pane, moment.panes[pane]));
    const { size, below } = this.layout;
    paintChanging(context, moment, below, { size, style: this.#look.style });
  }

  #imagesOf({ positions, gradient }: PaneMoment): Images {
    const { box, centre } = this.#movie;
    // An arrow reaches to either side of its particle.
    const margin = this.#look.arrows === 'none' ? MARGIN : Math.max(MARGIN, this.#mostArrow / 2);
    return imagesIn(deformedEdges(box, gradient), positions, deformedPoint(centre, gradient), this.layout.half, margin);
  }

  /** Paints inside a pane; what reaches over its edge is cut off. */
  #inside(context: PaintContext, { left, top, width, height }: Area, paint: (onCanvas: Projection) => void) {
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    paint({ x: left + width / 2, y: top + height / 2, scale: this.layout.scale });
    context.restore();
  }

  #paintPane(context: PaintContext, area: Area, pane: number, moment: PaneMoment) {
    const { highlights } = this.#player.panes[pane];
    const { box, square, radii } = this.#movie;
    const { style, arrows } = this.#look;
    const { size } = this.layout;
    const images = this.#still?.[pane] ?? this.#imagesOf(moment);
    const line = Math.max(1, size / 18);
    const colours = coloursAt(this.#movie, this.#look, this.#key, moment);
    this.#inside(context, area, (onCanvas) => {
      if (this.#still === null) this.#paintParticles(context, images, onCanvas, moment, highlights);
      if (arrows !== 'none')
        paintArrows(context, images, { vectors: moment.arrows, radii }, onCanvas, {
          times: this.#times[pane],
          most: this.#mostArrow,
          pixelsPerPoint: size / FIGURE_TEXT,
          colourOf: colours.arrow,
          edgeOf: colours.arrowEdge,
        });
      if (square !== null && this.#showsSquare) paintPolygon(context, square, images, onCanvas, this.#squareLine(size));
      context.strokeStyle = style.ink;
      context.lineWidth = line;
      const edges = deformedEdges(box, moment.gradient);
      const isWhole = edges.ax === box.lx && edges.ay === 0 && edges.bx === 0 && edges.by === box.ly;
      if (showsWhole(box, this.#look) && !isWhole) paintCell(context, edges, onCanvas);
    });
    context.strokeStyle = style.ink;
    context.lineWidth = line;
    context.beginPath();
    context.rect(area.left, area.top, area.width, area.height);
    context.stroke();
  }

  #paintParticles(
    context: PaintContext,
    images: Images,
    onCanvas: Projection,
    moment: PaneMoment,
    highlights: PlayedPane['highlights'],
  ) {
    const { radii } = this.#movie;
    const { style } = this.#look;
    const marked = new Map(
      highlights.flatMap(({ indices, colour }) => indices.map((index) => [index, colour] as const)),
    );
    const { disc } = coloursAt(this.#movie, this.#look, this.#key, moment);
    const isMap = this.#key !== null;
    // Over a map of colours what is marked keeps its own and has a ring.
    paintDiscs(context, images, radii, onCanvas, (particle) =>
      isMap || !marked.has(particle) ? disc(particle) : null,
    );
    if (!isMap) paintDiscs(context, images, radii, onCanvas, (particle) => marked.get(particle) ?? null);
    for (const { indices, colour } of highlights)
      paintRings(context, images, radii, onCanvas, {
        ...markLine(colour, this.layout.size, { isMap, ink: style.ink }),
        wanted: new Set(indices),
      });
  }
}
