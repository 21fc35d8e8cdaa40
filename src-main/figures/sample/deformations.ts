import type { ShearResponse } from './figure-sample.ts';

/** The non-affine displacement to a displacement gradient: coefficients of xx, xy, yx, yy; 2N numbers. */
export function responseToGradient({ ofGradients }: ShearResponse, gradient: readonly number[]): Float64Array {
  return ofGradients[0].map((_, at) =>
    gradient.reduce((sum, share, row) => (share === 0 ? sum : sum + share * ofGradients[row][at]), 0),
  );
}
