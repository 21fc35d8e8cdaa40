/** An angle in degrees brought to 0 ≤ θ < 360. */
export function fullTurn(degrees: number): number {
  const turned = degrees - 360 * Math.floor(degrees / 360);
  // A tiny negative angle rounds up to exactly 360, which is 0.
  return turned >= 360 ? 0 : turned;
}
