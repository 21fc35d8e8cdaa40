/** A number with so many decimals and a true minus: its width does not change from frame to frame. */
export function fixedText(value: number, decimals: number): string {
  return value.toFixed(decimals).replace('-', '−');
}

/** A number of three digits; as 1.23·10^{−4} where it is small or large. */
export function roundedText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 0.01 && size < 999.5) return fixedText(value, Math.max(0, 2 - Math.floor(Math.log10(size))));
  const [mantissa, exponent] = value.toExponential(2).split('e');
  return `${mantissa.replace('-', '−')}·10^{${String(Number(exponent)).replace('-', '−')}}`;
}
