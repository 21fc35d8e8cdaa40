import 'pixi.js/unsafe-eval';
import { Container, Ticker, WebGLRenderer } from 'pixi.js';
import type { Camera, Viewport } from '../camera.ts';
import { ArrowLayer, type Rgb } from './arrow-layer.ts';
import { MarkLayer } from './mark-layer.ts';
import { ParticleLayer } from './particle-layer.ts';
import { ViewUniforms } from './view-uniforms.ts';

/** Colours of the scene that depend on the theme. */
export interface SceneColours {
  background: Rgb;
  ink: Rgb;
  casing: Rgb;
  /** Brightness of the rim of a disc. */
  rim: number;
}

/** The machine or the browser offers no WebGL 2. */
export class NoWebGl extends Error {
  constructor() {
    super('This browser offers no WebGL 2, which the particle field is drawn with.');
    this.name = 'NoWebGl';
  }
}

/** Device pixels per CSS pixel at most: beyond, software renderers pay and nobody sees it. */
const MAX_PIXEL_RATIO = 2;

/**
 * The particle field on a canvas: three layers, a draw call each. Draws when asked and never by itself: `request` draws
 * once in the next animation frame, however often it is called.
 */
export class Scene {
  readonly view = new ViewUniforms();
  readonly particles = new ParticleLayer(this.view);
  readonly arrows = new ArrowLayer(this.view);
  readonly marks = new MarkLayer(this.view);
  readonly #renderer: WebGLRenderer;
  readonly #stage = new Container();
  #frame = 0;

  private constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#stage.addChild(this.particles.mesh, this.arrows.mesh, this.marks.mesh);
  }

  /** Throws NoWebGl where there is none. */
  static async on(canvas: HTMLCanvasElement): Promise<Scene> {
    if (document.createElement('canvas').getContext('webgl2') === null) throw new NoWebGl();
    // Pixi's own housekeeping would keep an animation frame running for ever; we free what we make ourselves.
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

  resize({ width, height }: Viewport): void {
    this.#renderer.resize(width, height, this.pixelRatio);
    this.request();
  }

  setCamera(camera: Camera, viewport: Viewport): void {
    this.view.setCamera(camera, viewport, this.pixelRatio);
    this.request();
  }

  setColours({ background, ink, casing, rim }: SceneColours): void {
    this.#renderer.background.color = [...background.map((byte) => byte / 255), 1] as [number, number, number, number];
    this.arrows.setLook(ink, casing, this.pixelRatio);
    this.marks.setCasing(casing);
    this.particles.setRim(rim);
    this.request();
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
