import type { Colour } from '../../figures/marks/marks.ts';
import { figureNumber } from '../../figures/marks/number-text.ts';
import { paintArrows } from './arrows.ts';
import { highlightItem, itemLines, paintChanging, paintItems, scaleBarItem, textItem } from './below.ts';
import type { LayerMaker, PaintContext, PaintLayer } from './canvas.ts';
import { colourFor, colourKey, type MovieColourKey, paintColourBar, quantile } from './colour-key.ts';
import { paintDiscs, paintPolygon, paintRims, type Projection } from './discs.ts';
import { deformedEdges, deformedPoint, type Images, imagesIn } from './images.ts';
import { type Area, frameLayout, type FrameLayout, showsWhole } from './layout.ts';
import type { MovieLook } from './look.ts';
import { playModes } from './mode-player.ts';
import type { Movie } from './movie.ts';
import type { MovieMoment, MoviePlayer, PaneMoment, PlayedPane } from './player.ts';
import { playStates } from './state-player.ts';
import { fitting, paintText, textWidth } from './text.ts';
import { playAngles } from './theta-player.ts';

/** How far a disc may reach into a pane from outside, σ. */
const MARGIN = 1.5;
/** Size of the text of figures, points: lines and heads of arrows keep their proportion to it. */
const FIGURE_TEXT = 7;
/** Arrows over discs that are coloured by a number: on dark ones, which the maps begin with, and on bright ones. */
const ON_DISCS = { dark: '#ffffff', bright: '#14284f' } as const;
/** Share of a map from which on its colours are bright. */
const BRIGHT = 0.6;

/**
 * How long arrows are, as in figures: the share of all vectors that is shorter than so many mean spacings, and the longest.
 */
const ARROWS = {
  whole: { share: 0.9, length: 1.4, most: 3 },
  core: { share: 0.998, length: 1.5, most: 3 },
};

/** Size of the title of a pane, and the least before it is cut, of the size of the text. */
const PANE_TEXT = { usual: 0.95, least: 0.72 };

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
    const { lx, ly } = movie.box;
    const spacing = Math.sqrt((lx * ly) / movie.radii.length);
    const wanted = ARROWS[showsWhole(movie.box, look) ? 'whole' : 'core'];
    const own = this.#player.panes.map(({ arrowLengths }) => {
      const typical = quantile(arrowLengths, wanted.share) || quantile(arrowLengths, 1) || 1;
      return (wanted.length * spacing) / typical;
    });
    this.#times = look.arrows === 'shared' ? own.map(() => own[0]) : own;
    this.#mostArrow = wanted.most * spacing;
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

  /** How far the title of a pane may reach: to what lies at its right. */
  #titleRoom(pane: number) {
    const { panes, bar, below, size } = this.layout;
    const { left, top } = panes[pane];
    const next = panes.find((area) => area.top === top && area.left > left);
    const end = next?.left ?? bar?.left ?? below.left + below.width + size;
    return end - size - left;
  }

  #layoutWith(lines: number) {
    return frameLayout(this.#movie.box, this.#look, {
      panes: this.#player.panes.length,
      lines: lines + 1,
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
      ...[...marked.values()].map((each) => highlightItem(context, each, size, style.ink)),
      ...(arrows !== 'none' ? [textItem(context, this.#arrowText(), size, style.ink)] : []),
    ];
  }

  #arrowText() {
    const { arrowName, areLengths, panes } = this.#player;
    const isOne = panes.length === 1 || this.#look.arrows === 'shared';
    return `arrows: ${arrowName}${areLengths && isOne ? ` × ${timesText(this.#times[0])}` : ''}`;
  }

  /** The title of a pane, and how long its arrows are where each has its own scale. */
  #paneTitle(pane: number) {
    const { panes, areLengths } = this.#player;
    const { title } = panes[pane];
    if (this.#look.arrows !== 'own' || panes.length === 1) return title;
    if (areLengths) return `${title}, arrows × ${timesText(this.#times[pane])}`;
    return pane === 0 ? title : `${title}, arrows ${timesText(this.#times[pane] / this.#times[0])} × as long`;
  }

  /** Paints what does not change: ground, titles, colour bar, lines below, and particles that stay where they are. */
  #paintLayer(context: PaintContext, moments: readonly PaneMoment[]) {
    const { style, width, height } = this.#look;
    const { size, panes, bar, below } = this.layout;
    context.fillStyle = style.ground;
    context.fillRect(0, 0, width, height);
    const title = { size, colour: style.ink, bold: true, plain: true };
    paintText(context, fitting(context, this.#movie.title, below.width, title), below.left, 1.8 * size, title);
    panes.forEach(({ left, top }, pane) => {
      const [whole, room] = [this.#paneTitle(pane), this.#titleRoom(pane)];
      const usual = { size: PANE_TEXT.usual * size, colour: style.ink };
      const share = Math.min(1, room / textWidth(context, whole, usual));
      const text = { ...usual, size: Math.max(PANE_TEXT.least * size, share * usual.size) };
      paintText(context, fitting(context, whole, room, text), left, top - 0.5 * size, text);
      const images = this.#still?.[pane];
      if (images !== undefined)
        this.#inside(context, panes[pane], (onCanvas) =>
          this.#paintParticles(context, images, onCanvas, moments[pane], this.#player.panes[pane].highlights),
        );
    });
    if (this.#key !== null && bar !== null) paintColourBar(context, this.#key, bar, size, style);
    paintItems(context, this.#lines, below, size);
  }

  /** Paints the frame at a share of the movie, 0 to 1. */
  paint(context: PaintContext, share: number): void {
    const moment = this.#player.at(share);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#layer.image, 0, 0);
    this.layout.panes.forEach((area, pane) => this.#paintPane(context, area, pane, moment.panes[pane]));
    this.#paintChanging(context, moment);
  }

  #paintChanging(context: PaintContext, { texts, angle }: MovieMoment) {
    const { size, below } = this.layout;
    paintChanging(context, texts, angle, below, { size, style: this.#look.style });
  }

  /** The number of each particle that colours its disc; null where its species does. */
  #valueOf({ moved }: PaneMoment): ((particle: number) => number) | null {
    const { vibrability } = this.#movie;
    if (this.#key === null) return null;
    if (this.#look.colour === 'psi') return (particle) => vibrability?.[particle] ?? Number.NaN;
    return (particle) => (moved === null ? Number.NaN : Math.hypot(moved[2 * particle], moved[2 * particle + 1]));
  }

  #colourOf(moment: PaneMoment): (particle: number) => Colour {
    const { style } = this.#look;
    const { species } = this.#movie;
    const { discs } = style.palette;
    const key = this.#key;
    const value = this.#valueOf(moment);
    if (key === null || value === null) return (particle) => discs[species[particle] % discs.length];
    return (particle) => colourFor(key, value(particle), style.pale);
  }

  #arrowColour(moment: PaneMoment): (particle: number) => Colour {
    const { arrow } = this.#look.style.palette;
    const bright = BRIGHT * (this.#key?.high ?? 0);
    const value = this.#valueOf(moment);
    if (value === null) return () => arrow;
    return (particle) => (value(particle) < bright ? ON_DISCS.dark : ON_DISCS.bright);
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
    const { box, square } = this.#movie;
    const { style, arrows } = this.#look;
    const { size } = this.layout;
    const images = this.#still?.[pane] ?? this.#imagesOf(moment);
    const line = Math.max(1, size / 18);
    this.#inside(context, area, (onCanvas) => {
      if (this.#still === null) this.#paintParticles(context, images, onCanvas, moment, highlights);
      if (arrows !== 'none')
        paintArrows(context, images, moment.arrows, onCanvas, {
          times: this.#times[pane],
          most: this.#mostArrow,
          pixelsPerPoint: size / FIGURE_TEXT,
          colourOf: this.#arrowColour(moment),
        });
      if (square !== null && !showsWhole(box, this.#look))
        paintPolygon(context, square, images, onCanvas, { colour: style.ink, width: 2 * line });
      this.#paintCell(context, deformedEdges(box, moment.gradient), onCanvas, line);
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
    const colourOf = this.#colourOf(moment);
    const isMap = this.#key !== null;
    // Over a map of colours what is marked keeps its own and has a rim.
    paintDiscs(context, images, radii, onCanvas, (particle) =>
      isMap || !marked.has(particle) ? colourOf(particle) : null,
    );
    if (!isMap) paintDiscs(context, images, radii, onCanvas, (particle) => marked.get(particle) ?? null);
    const width = Math.max(1, this.layout.size / (isMap ? 9 : 20));
    for (const { indices, colour } of highlights)
      paintRims(context, images, radii, onCanvas, {
        wanted: new Set(indices),
        colour: isMap ? colour : style.ink,
        width,
      });
  }

  /** The edges of the cell about the middle, where a pane does not end with it. */
  #paintCell(
    context: PaintContext,
    { ax, ay, bx, by }: ReturnType<typeof deformedEdges>,
    { x, y, scale }: Projection,
    line: number,
  ) {
    const { lx, ly } = this.#movie.box;
    const isWhole = ax === lx && ay === 0 && bx === 0 && by === ly;
    if (!showsWhole(this.#movie.box, this.#look) || isWhole) return;
    const corner = (s: number, t: number) => [x + scale * (s * ax + t * bx), y - scale * (s * ay + t * by)] as const;
    context.strokeStyle = this.#look.style.ink;
    context.lineWidth = line;
    context.beginPath();
    context.moveTo(...corner(-0.5, -0.5));
    context.lineTo(...corner(0.5, -0.5));
    context.lineTo(...corner(0.5, 0.5));
    context.lineTo(...corner(-0.5, 0.5));
    context.closePath();
    context.stroke();
  }
}
