import { nearestImage, type Box } from '../../configuration/configuration.ts';

/** Separation by the nearest image, however far: of a box with |xy| ≤ lx/2 one of the images next to that of `nearestImage`. */
export function nearestSeparation(box: Box, dx: number, dy: number): [number, number] {
  const [x, y] = nearestImage(box, dx, dy);
  let best: [number, number] = [x, y];
  for (const rows of [-1, 0, 1])
    for (const columns of [-1, 0, 1]) {
      const image: [number, number] = [x + columns * box.lx + rows * box.xy, y + rows * box.ly];
      if (Math.hypot(...image) < Math.hypot(...best)) best = image;
    }
  return best;
}
