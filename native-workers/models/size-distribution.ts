import type { SizeDistribution } from './model.ts';

/** ∫ d^(exponent + power) between the ends of the distribution. */
function moment({ exponent, least, largest }: SizeDistribution, power: number) {
  const p = exponent + power + 1;
  return p === 0 ? Math.log(largest / least) : (largest ** p - least ** p) / p;
}

/** d̄ of diameters with P(d) ∝ d^exponent from the least to the largest. */
export function meanOf(distribution: SizeDistribution): number {
  return moment(distribution, 1) / moment(distribution, 0);
}

/** Their standard deviation over the mean. */
export function dispersityOf(distribution: SizeDistribution): number {
  const square = moment(distribution, 2) / moment(distribution, 0);
  return Math.sqrt(square / meanOf(distribution) ** 2 - 1);
}

/** The diameter below which a share of them lies, 0 to 1: what a uniform number is drawn into one by. */
export function diameterAt({ exponent, least, largest }: SizeDistribution, share: number): number {
  const p = exponent + 1;
  if (p === 0) return least * (largest / least) ** share;
  return (least ** p + share * (largest ** p - least ** p)) ** (1 / p);
}
