/** A number as figures and captions write it: so many digits, a true minus, powers of ten where it is very large or small. */
export function figureNumber(value: number, digits = 4): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return Number(value.toPrecision(digits)).toString().replace('-', '−');
  const mantissa = Number((value / 10 ** exponent).toPrecision(digits));
  return `${mantissa === 1 ? '' : `${String(mantissa).replace('-', '−')}·`}10^{${String(exponent).replace('-', '−')}}`;
}
