import type { Box } from '../../native-workers/configuration/configuration.ts';

/** Ψ on a grid of pixels, the first row at the top. */
export interface VibrabilityMap {
  width: number;
  height: number;
  /** σ²/ε, row by row; NaN where it is not known of any particle. */
  values: Float32Array;
}

/** The particle nearest to each of the empty pixels, by rings of pixels about it that grow until one is found. */
function filled(values: Float32Array, width: number, height: number) {
  const result = Float32Array.from(values);
  const furthest = Math.max(width, height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      if (!Number.isNaN(values[y * width + x])) continue;
      let best = Infinity;
      for (let ring = 1; ring < furthest && ring * ring < best; ring += 1)
        for (let dy = -ring; dy <= ring; dy += 1) {
          // The inner pixels have been looked at.
          const step = Math.abs(dy) === ring ? 1 : 2 * ring;
          for (let dx = -ring; dx <= ring; dx += step) {
            const distance = dx * dx + dy * dy;
            const value = values[((y + dy + ring * height) % height) * width + ((x + dx + ring * width) % width)];
            if (distance >= best || Number.isNaN(value)) continue;
            best = distance;
            result[y * width + x] = value;
          }
        }
    }
  return result;
}

/**
 * The vibrability of a sample as a small picture: each pixel has the largest Ψ of the particles in it, or that of the
 * nearest pixel with one. The picture is the rectangle lx × ly, which tiles the plane as the (tilted) cell does;
 * `pixels` of the longer side.
 */
export function vibrabilityMap(
  { lx, ly, xy }: Box,
  positions: Float64Array,
  vibrability: Float64Array,
  pixels: number,
): VibrabilityMap {
  const scale = pixels / Math.max(lx, ly);
  const [width, height] = [Math.max(1, Math.round(lx * scale)), Math.max(1, Math.round(ly * scale))];
  const values = new Float32Array(width * height).fill(Number.NaN);
  const within = (value: number, length: number) => value / length - Math.floor(value / length);
  vibrability.forEach((psi, i) => {
    const turns = Math.floor(positions[2 * i + 1] / ly);
    const column = Math.min(width - 1, Math.floor(within(positions[2 * i] - turns * xy, lx) * width));
    const row = height - 1 - Math.min(height - 1, Math.floor(within(positions[2 * i + 1], ly) * height));
    const at = row * width + column;
    // A particle that is left out has no Ψ.
    if (!(psi <= values[at]) && !Number.isNaN(psi)) values[at] = psi;
  });
  return { width, height, values: filled(values, width, height) };
}
