/** Corners of a quad by gl_VertexID: 0 (−, −), 1 (+, −), 2 (−, +), 3 (+, +). */
export const CORNERS_PER_QUAD = 4;

/** Corners of the two triangles of a quad. */
const TRIANGLES = [0, 1, 2, 2, 1, 3];

/** Two triangles for each of `quads` quads. */
export function quadIndices(quads: number): Uint32Array {
  const indices = new Uint32Array(6 * quads);
  for (let quad = 0; quad < quads; quad += 1)
    for (let k = 0; k < 6; k += 1) indices[6 * quad + k] = CORNERS_PER_QUAD * quad + TRIANGLES[k];
  return indices;
}

/** Each of `width` components once for every corner of every quad; `source` is indexed through `index`. */
export function perCorner<T extends Float32Array | Uint32Array>(
  target: T,
  source: ArrayLike<number>,
  width: number,
  index: ArrayLike<number>,
): T {
  let at = 0;
  for (let quad = 0; quad < index.length; quad += 1) {
    const from = width * index[quad];
    for (let corner = 0; corner < CORNERS_PER_QUAD; corner += 1)
      for (let k = 0; k < width; k += 1) target[at++] = source[from + k];
  }
  return target;
}
