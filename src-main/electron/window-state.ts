import { z } from 'zod';
import type { ScreenRectangle, WindowPart } from './parts.ts';

export const windowStateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }).nullable(),
  maximized: z.boolean(),
});

export type WindowState = z.infer<typeof windowStateSchema>;

/** Before the user has said anything: large, in the middle (Electron centres a window without a place). */
export const FIRST_STATE: WindowState = { bounds: null, maximized: false };

export const DEFAULT_SIZE = { width: 1280, height: 860 };

/** Below this the rooms of the window no longer fit side by side. */
export const MINIMUM_SIZE = { width: 720, height: 520 };

/** So much of the window has to lie on a screen for its title bar to be within reach, in pixels. */
const REACHABLE = { width: 120, height: 40 };

function overlap(a: ScreenRectangle, b: ScreenRectangle) {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  };
}

/** Whether the top of the window, by which it is dragged, can be reached on that screen. */
function isReachable(bounds: ScreenRectangle, screen: ScreenRectangle) {
  const { width, height } = overlap({ ...bounds, height: REACHABLE.height }, screen);
  return width >= REACHABLE.width && height >= REACHABLE.height;
}

function clamp(value: number, low: number, high: number) {
  return Math.min(Math.max(value, low), high);
}

/**
 * Where to open the window: as it was left, fitted to the screen it is on. The screens may have changed since: where
 * its title bar would be out of reach there is only a size, and the system places it.
 */
export function placeWindow(
  state: WindowState,
  screens: readonly ScreenRectangle[],
): { width: number; height: number; x?: number; y?: number } {
  const { bounds } = state;
  const home = bounds === null ? undefined : screens.find((screen) => isReachable(bounds, screen));
  const room = home ?? screens.at(0);
  const wanted = bounds ?? DEFAULT_SIZE;
  const fit = (side: 'width' | 'height') =>
    Math.max(Math.min(wanted[side], room?.[side] ?? wanted[side]), MINIMUM_SIZE[side]);
  const [width, height] = [fit('width'), fit('height')];
  if (bounds === null || home === undefined) return { width, height };
  return {
    width,
    height,
    x: clamp(bounds.x, home.x - width + REACHABLE.width, home.x + home.width - REACHABLE.width),
    y: clamp(bounds.y, home.y, home.y + home.height - REACHABLE.height),
  };
}

/** What is to be kept of a window; its place is the one it has when it is neither maximized nor full screen. */
export function stateOf(window: WindowPart): WindowState {
  const { x, y, width, height } = window.getNormalBounds();
  const bounds = { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
  return { bounds, maximized: window.isMaximized() };
}
