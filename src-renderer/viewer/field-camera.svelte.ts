import { cameraBetween, type Camera, fit, limitedZoom, type Viewport, zoomAt } from './geometry/camera.ts';
import { type Cell, type Point, toCartesian } from './geometry/periodic.ts';

/** Pixels left free when the cell is fitted: toolbar above, colour bar and legend below. */
const FREE = { top: 62, bottom: 88, sides: 20 };
/** Width of the plane shown about the key core, σ: close up, and when a sample is opened, where the leaves of a mode fit in. */
const CLOSE_UP = 22;
const PORTRAIT = 37;
const GLIDE_MS = 260;

let glide = 0;
/** Where the camera belongs in a window of any size, until it is moved by hand. */
let belongs: (() => Camera) | null = null;

/** The camera of the field and its ways to move. */
class FieldCamera {
  now = $state.raw<Camera>({ x: 0, y: 0, zoom: 10 });
  viewport = $state.raw<Viewport>({ width: 1, height: 1 });
  /** Where `open` has put it, also in a window of another size. */
  isAsOpened = $state(true);

  resize(viewport: Viewport): void {
    this.viewport = viewport;
    const { isAsOpened } = this;
    if (belongs !== null) settle(belongs);
    this.isAsOpened = isAsOpened;
  }

  /** A sample that is opened: a small cell as a whole, of a larger one what lies about its key core, at once. */
  open(cell: Cell): void {
    settle(() => {
      const whole = fitted(cell);
      const zoom = this.#shorterSide / PORTRAIT;
      return zoom > whole.zoom ? { x: 0, y: 0, zoom } : whole;
    });
    this.isAsOpened = true;
  }

  /** The whole cell. */
  glideToFit(cell: Cell): void {
    glideTo(() => fitted(cell));
  }

  /** Close to the origin of the picture, where the key core is after recentring. */
  glideToCore(): void {
    glideTo(() => ({ x: 0, y: 0, zoom: this.#shorterSide / CLOSE_UP }));
  }

  /**
   * What is seen, in words that hold for a window of any size: the point in the middle, relative to the focus, and the
   * width of the shorter side, all in σ.
   */
  get framed(): Point & { across: number } {
    const { x, y, zoom } = this.now;
    return { x, y, across: this.#shorterSide / zoom };
  }

  /** Shows the same again, also in a window of another size. */
  frame({ x, y, across }: FieldCamera['framed']): void {
    settle(() => ({ x, y, zoom: limitedZoom(this.#shorterSide / across) }));
  }

  /** Shows so much of the plane (σ), or more in one direction where the window has another form, about the focus. */
  showExtent(extent: Point): void {
    settle(() => {
      const { width, height } = this.viewport;
      return { x: 0, y: 0, zoom: limitedZoom(Math.min(width / extent.x, height / extent.y)) };
    });
  }

  set(camera: Camera): void {
    cancelAnimationFrame(glide);
    belongs = null;
    this.isAsOpened = false;
    this.now = camera;
  }

  /** Of the field, CSS pixels. */
  get #shorterSide() {
    return Math.min(this.viewport.width, this.viewport.height);
  }

  zoomBy(factor: number): void {
    const { width, height } = this.viewport;
    this.set(zoomAt(this.now, this.viewport, { x: width / 2, y: height / 2 }, factor));
  }
}

export const fieldCamera = new FieldCamera();

function settle(place: () => Camera) {
  fieldCamera.set(place());
  belongs = place;
}

function fitted(cell: Cell) {
  const far = toCartesian(cell, { x: 1, y: 1 });
  return fit({ x: Math.max(far.x, cell.lx + Math.abs(cell.xy)), y: cell.ly }, fieldCamera.viewport, FREE);
}

function glideTo(place: () => Camera) {
  cancelAnimationFrame(glide);
  fieldCamera.isAsOpened = false;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    settle(place);
    return;
  }
  belongs = place;
  const from = fieldCamera.now;
  const to = place();
  const start = performance.now();
  const step = (time: number) => {
    const t = Math.min(1, Math.max(0, (time - start) / GLIDE_MS));
    fieldCamera.now = cameraBetween(from, to, 1 - (1 - t) ** 3);
    if (t < 1) glide = requestAnimationFrame(step);
  };
  glide = requestAnimationFrame(step);
}
