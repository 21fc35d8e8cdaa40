/**
 * Discrete Fourier transform of a length that is a power of two, X_k = Σ_n x_n e^(−2πi kn/L), in place in two arrays
 * (real and imaginary parts). Radix 2, decimation in time (Cooley & Tukey, Math. Comput. 19, 297, 1965), with a table
 * of exact roots of unity, so that the rounding error grows as log L only.
 */
export class FourierTransform {
  readonly length: number;
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;
  readonly #reversed: Uint32Array;

  /** Throws RangeError for a length that is no power of two. */
  constructor(length: number) {
    const bits = Math.log2(length);
    if (!Number.isInteger(bits)) throw new RangeError(`a Fourier transform of length ${length}: not a power of two`);
    this.length = length;
    this.#cosine = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sine = Float64Array.from({ length: length / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / length));
    this.#reversed = new Uint32Array(length);
    for (let n = 1; n < length; n++) this.#reversed[n] = (this.#reversed[n >> 1] >> 1) | ((n & 1) << (bits - 1));
  }

  transform(real: Float64Array, imaginary: Float64Array): void {
    const { length } = this;
    for (let n = 0; n < length; n++) {
      const other = this.#reversed[n];
      if (other <= n) continue;
      const swapped = real[n];
      real[n] = real[other];
      real[other] = swapped;
      const swappedImaginary = imaginary[n];
      imaginary[n] = imaginary[other];
      imaginary[other] = swappedImaginary;
    }
    const cosine = this.#cosine;
    const sine = this.#sine;
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let first = 0; first < length; first += 2 * half)
        for (let k = 0; k < half; k++) {
          const c = cosine[k * stride];
          const s = sine[k * stride];
          const even = first + k;
          const odd = even + half;
          const re = real[odd] * c + imaginary[odd] * s;
          const im = imaginary[odd] * c - real[odd] * s;
          real[odd] = real[even] - re;
          imaginary[odd] = imaginary[even] - im;
          real[even] += re;
          imaginary[even] += im;
        }
    }
  }
}
