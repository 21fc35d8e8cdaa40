import { between, type Camera, fit, type Viewport, zoomAt } from './camera.ts';
import { type Cell, toCartesian } from './periodic.ts';

/** Pixels left free when the cell is fitted: toolbar above, colour bar and legend below. */
const FREE = { top: 62, bottom: 88, sides: 20 };
/** Width of the plane shown about the key core, σ. */
const CLOSE_UP = 22;
const GLIDE_MS = 260;

/** The camera of the field and its ways to move. */
class FieldCamera {
  now = $state.raw<Camera>({ x: 0, y: 0, zoom: 10 });
  viewport = $state.raw<Viewport>({ width: 1, height: 1 });
  #glide = 0;
  /** The cell that was fitted last, until the camera is moved in another way: it stays fitted when the window changes. */
  #fittedCell: Cell | null = null;

  resize(viewport: Viewport): void {
    this.viewport = viewport;
    if (this.#fittedCell !== null) this.fitTo(this.#fittedCell);
  }

  /** The whole cell, at once. */
  fitTo(cell: Cell): void {
    this.set(this.#fitted(cell));
    this.#fittedCell = cell;
  }

  glideToFit(cell: Cell): void {
    this.#glideTo(this.#fitted(cell));
    this.#fittedCell = cell;
  }

  /** Close to the origin of the picture, where the key core is after recentring. */
  glideToCore(): void {
    const size = Math.min(this.viewport.width, this.viewport.height);
    this.#glideTo({ x: 0, y: 0, zoom: size / CLOSE_UP });
  }

  set(camera: Camera): void {
    cancelAnimationFrame(this.#glide);
    this.#fittedCell = null;
    this.now = camera;
  }

  zoomBy(factor: number): void {
    const { width, height } = this.viewport;
    this.set(zoomAt(this.now, this.viewport, { x: width / 2, y: height / 2 }, factor));
  }

  #fitted(cell: Cell): Camera {
    const far = toCartesian(cell, { x: 1, y: 1 });
    return fit({ x: Math.max(far.x, cell.lx + Math.abs(cell.xy)), y: cell.ly }, this.viewport, FREE);
  }

  #glideTo(to: Camera): void {
    cancelAnimationFrame(this.#glide);
    this.#fittedCell = null;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.now = to;
      return;
    }
    const from = this.now;
    const start = performance.now();
    const step = (time: number) => {
      const t = Math.min(1, Math.max(0, (time - start) / GLIDE_MS));
      this.now = between(from, to, 1 - (1 - t) ** 3);
      if (t < 1) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }
}

export const fieldCamera = new FieldCamera();
