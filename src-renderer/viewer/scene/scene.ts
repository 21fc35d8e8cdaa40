import 'pixi.js/unsafe-eval';
import { Container, Ticker, WebGLRenderer } from 'pixi.js';
import type { Camera, Viewport } from '../geometry/camera.ts';
import type { Rgb } from '../colour/rgb.ts';
import { ArrowLayer } from './arrow-layer.ts';
import { MarkLayer } from './mark-layer.ts';
import { ParticleLayer } from './particle-layer.ts';
import { TurningDiscLayer } from './turning-disc-layer.ts';
import { ViewUniforms } from './view-uniforms.ts';

/** Colours of the scene that depend on the theme. */
export interface SceneColours {
  background: Rgb;
  /** Of arrows; their casing is the other of the two. */
  inkIsPale: boolean;
  pale: Rgb;
  dark: Rgb;
  selected: Rgb;
  /** Brightness of the rim of a disc. */
  rim: number;
}

/** Device pixels per CSS pixel at most: beyond, software renderers pay and nobody sees it. */
const MAX_PIXEL_RATIO = 2;

/**
 * The particle field on a canvas: four layers, a draw call each. Draws when asked and never by itself: `request` draws
 * once in the next animation frame, however often it is called.
 */
export class Scene {
  readonly view = new ViewUniforms();
  readonly particles = new ParticleLayer(this.view);
  readonly turningDiscs = new TurningDiscLayer(this.view);
  readonly arrows = new ArrowLayer(this.view);
  readonly marks = new MarkLayer(this.view);
  readonly #renderer: WebGLRenderer;
  readonly #stage = new Container();
  #frame = 0;
  #viewport: Viewport = { width: 1, height: 1 };
  #camera: Camera = { x: 0, y: 0, zoom: 1 };

  private constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#stage.addChild(this.particles.mesh, this.turningDiscs.mesh, this.arrows.mesh, this.marks.mesh);
  }

  /** Throws where there is no WebGL 2. */
  static async on(canvas: HTMLCanvasElement): Promise<Scene> {
    if (document.createElement('canvas').getContext('webgl2') === null)
      throw new Error('This browser offers no WebGL 2, which the particle field is drawn with.');
    // Pixi's own housekeeping would keep an animation frame running; we free what we make ourselves.
    Ticker.system.autoStart = false;
    const renderer = new WebGLRenderer();
    await renderer.init({ canvas, antialias: false, manageImports: false, preferWebGLVersion: 2 });
    Ticker.system.stop();
    const scene = new Scene(renderer);
    canvas.addEventListener('webglcontextrestored', () => scene.request());
    return scene;
  }

  get pixelRatio(): number {
    return Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio);
  }

  resize(viewport: Viewport): void {
    this.#viewport = viewport;
    this.#renderer.resize(viewport.width, viewport.height, this.pixelRatio);
    this.request();
  }

  setCamera(camera: Camera, viewport: Viewport): void {
    this.#camera = camera;
    this.view.setCamera(camera, viewport, this.pixelRatio);
    this.request();
  }

  setColours({ background, inkIsPale, pale, dark, selected, rim }: SceneColours): void {
    this.#renderer.background.color = [...background.map((byte) => byte / 255), 1] as [number, number, number, number];
    this.view.setInks(pale, dark);
    this.arrows.setLook(inkIsPale ? pale : dark, inkIsPale ? dark : pale);
    this.particles.setLook(rim, selected);
    this.request();
  }

  /** The picture of the moment on a canvas of its own, with `ratio` pixels to each CSS pixel. */
  snapshot(ratio: number): HTMLCanvasElement {
    const copy = document.createElement('canvas');
    this.#renderAt(ratio);
    const { canvas } = this.#renderer;
    copy.width = canvas.width;
    copy.height = canvas.height;
    // In the same task as it was drawn: later the browser has taken the picture away.
    copy.getContext('2d')?.drawImage(canvas, 0, 0);
    this.#renderAt(this.pixelRatio);
    return copy;
  }

  #renderAt(ratio: number) {
    const { width, height } = this.#viewport;
    this.#renderer.resize(width, height, ratio);
    this.view.setCamera(this.#camera, this.#viewport, ratio);
    this.#renderer.render(this.#stage);
  }

  /** Draws in the next animation frame. */
  request(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#renderer.render(this.#stage);
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#renderer.destroy();
  }
}
