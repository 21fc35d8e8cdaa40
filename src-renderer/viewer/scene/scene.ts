import 'pixi.js/unsafe-eval';
import { Container, Ticker, WebGLRenderer } from 'pixi.js';
import type { Camera, Viewport } from '../geometry/camera.ts';
import type { Rgb } from '../colour/rgb.ts';
import { arrowLayer } from './arrow-layer.ts';
import { markLayer } from './mark-layer.ts';
import { particleLayer } from './particle-layer.ts';
import { turningDiscLayer } from './turning-disc-layer.ts';
import { viewUniforms } from './view-uniforms.ts';

/** Device pixels per CSS pixel at most: beyond, software renderers pay and nobody sees it. */
const MAX_PIXEL_RATIO = 2;

/**
 * The particle field on a canvas: four layers, a draw call each. Draws when asked and never by itself: `request` draws
 * once in the next animation frame, however often it is called. Throws where there is no WebGL 2.
 */
export async function sceneOn(canvas: HTMLCanvasElement) {
  if (document.createElement('canvas').getContext('webgl2') === null)
    throw new Error('This browser offers no WebGL 2, which the particle field is drawn with.');
  // Pixi's own housekeeping would keep an animation frame running; we free what we make ourselves.
  Ticker.system.autoStart = false;
  const renderer = new WebGLRenderer();
  await renderer.init({ canvas, antialias: false, manageImports: false, preferWebGLVersion: 2 });
  Ticker.system.stop();
  const view = viewUniforms();
  const particles = particleLayer(view);
  const turningDiscs = turningDiscLayer(view);
  const arrows = arrowLayer(view);
  const marks = markLayer(view);
  const stage = new Container();
  stage.addChild(particles.mesh, turningDiscs.mesh, arrows.mesh, marks.mesh);
  let frame = 0;
  let size = { width: 1, height: 1 };
  let seenFrom = { x: 0, y: 0, zoom: 1 };
  const pixelRatio = () => Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio);

  /** Draws in the next animation frame. */
  function request() {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      renderer.render(stage);
    });
  }

  function renderAt(ratio: number) {
    renderer.resize(size.width, size.height, ratio);
    view.setCamera(seenFrom, size, ratio);
    renderer.render(stage);
  }

  canvas.addEventListener('webglcontextrestored', request);
  return {
    view,
    particles,
    turningDiscs,
    arrows,
    marks,
    request,
    resize(viewport: Viewport) {
      size = viewport;
      renderer.resize(viewport.width, viewport.height, pixelRatio());
      request();
    },
    setCamera(camera: Camera, viewport: Viewport) {
      seenFrom = camera;
      view.setCamera(camera, viewport, pixelRatio());
      request();
    },
    /**
     * Colours that depend on the theme. `ink` is that of the arrows, and `casing` the other of `pale` and `dark`; `rim` is
     * the brightness of the rim of a disc.
     */
    setColours(colours: Record<'background' | 'pale' | 'dark' | 'ink' | 'casing' | 'selected', Rgb>, rim: number) {
      const [red, green, blue] = colours.background;
      renderer.background.color = [red / 255, green / 255, blue / 255, 1];
      view.setInks(colours.pale, colours.dark);
      arrows.setLook(colours.ink, colours.casing);
      particles.setLook(rim, colours.selected);
      request();
    },
    /** The picture of the moment on a canvas of its own, with `ratio` pixels to each CSS pixel. */
    snapshot(ratio: number): HTMLCanvasElement {
      const copy = document.createElement('canvas');
      renderAt(ratio);
      copy.width = renderer.canvas.width;
      copy.height = renderer.canvas.height;
      // In the same task as it was drawn: later the browser has taken the picture away.
      copy.getContext('2d')?.drawImage(renderer.canvas, 0, 0);
      renderAt(pixelRatio());
      return copy;
    },
    destroy() {
      cancelAnimationFrame(frame);
      renderer.destroy();
    },
  };
}

export type Scene = Awaited<ReturnType<typeof sceneOn>>;
