import type { Point } from './periodic.ts';

/** What part of the plane is seen. y points up in the plane and down on the screen. */
export interface Camera {
  /** Point of the plane in the middle of the screen, relative to the focus, σ. */
  x: number;
  y: number;
  /** CSS pixels per σ. */
  zoom: number;
}

/** Size of the screen in CSS pixels. */
export interface Viewport {
  width: number;
  height: number;
}

/** CSS pixels per σ: below, a particle is lost; above, it fills the screen. */
export const ZOOM_MIN = 0.2;
export const ZOOM_MAX = 600;

/** The nearest zoom that a camera may have. */
export function limitedZoom(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
}

export function toPlane(camera: Camera, view: Viewport, screen: Point): Point {
  return {
    x: camera.x + (screen.x - view.width / 2) / camera.zoom,
    y: camera.y - (screen.y - view.height / 2) / camera.zoom,
  };
}

export function toScreen(camera: Camera, view: Viewport, plane: Point): Point {
  return {
    x: view.width / 2 + (plane.x - camera.x) * camera.zoom,
    y: view.height / 2 - (plane.y - camera.y) * camera.zoom,
  };
}

/** Moves the picture by a drag of (dx, dy) screen pixels. */
export function panBy(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.zoom, y: camera.y + dy / camera.zoom };
}

/** Zooms by `factor` so that the point under `screen` stays where it is. */
export function zoomAt(camera: Camera, view: Viewport, screen: Point, factor: number): Camera {
  const zoom = limitedZoom(camera.zoom * factor);
  const fixed = toPlane(camera, view, screen);
  return {
    x: fixed.x - (screen.x - view.width / 2) / zoom,
    y: fixed.y + (screen.y - view.height / 2) / zoom,
    zoom,
  };
}

/** CSS pixels to leave free at the edges of the screen. */
interface Padding {
  top: number;
  bottom: number;
  sides: number;
}

/** Whole extent (σ) about the origin in the middle of what `padding` leaves. */
export function fit(extent: Point, view: Viewport, { top, bottom, sides }: Padding): Camera {
  const free = { x: Math.max(1, view.width - 2 * sides), y: Math.max(1, view.height - top - bottom) };
  const zoom = limitedZoom(Math.min(free.x / extent.x, free.y / extent.y));
  return { x: 0, y: (top - bottom) / (2 * zoom), zoom };
}

/** Between two cameras at 0 ≤ t ≤ 1: zoom geometrically, so that the speed looks even. */
export function cameraBetween(from: Camera, to: Camera, t: number): Camera {
  return {
    x: from.x + (to.x - from.x) * t,
    y: from.y + (to.y - from.y) * t,
    zoom: from.zoom * (to.zoom / from.zoom) ** t,
  };
}
