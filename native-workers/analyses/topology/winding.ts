const TURN = 2 * Math.PI;

/** Direction of the vector of each point, radians; `field`: x0, y0, x1, y1, …. A vector of length 0 points along x. */
export function directions(field: Float64Array): Float64Array {
  return Float64Array.from({ length: field.length / 2 }, (_, at) => Math.atan2(field[2 * at + 1], field[2 * at]));
}

/**
 * The way from one direction to another on the shorter side, −π … π. Odd: the way back is just its negative, also
 * between opposite directions, so that what the two sides of an edge see cancels and the charges of a torus sum to 0.
 */
export function turnBetween(from: number, to: number): number {
  const turn = to - from;
  const turns = turn / TURN;
  // Math.round takes halves upwards, of either sign; away from zero is odd.
  return turn - TURN * Math.sign(turns) * Math.round(Math.abs(turns));
}

/** Winding number of the turns round a closed loop: their sum is a whole number of turns up to rounding. */
export function windingNumber(turns: number): number {
  // −0 would be written as 0 and compare as something else.
  return Math.round(turns / TURN) + 0;
}
