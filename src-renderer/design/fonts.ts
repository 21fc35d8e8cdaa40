/** Longest wait for the faces, ms: over a slow line the window comes without them, and takes them up when they are there. */
const PATIENCE_MS = 3000;

/**
 * Resolves when every face of fonts.css is loaded. A canvas draws with what is there at that moment and is not drawn
 * again by the browser when a face arrives, so the window is mounted after this.
 */
export async function facesLoaded(): Promise<void> {
  const loads = Promise.allSettled(Array.from(document.fonts, (face) => face.load()));
  await Promise.race([loads, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
