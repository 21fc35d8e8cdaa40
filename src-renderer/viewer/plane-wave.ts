/** Whether a mode is so much of a plane wave that outlines of the key core would be taken for its own. */
export function isWave(phononShare: number | null | undefined, limits: readonly [number, number] | undefined): boolean {
  return typeof phononShare === 'number' && phononShare > (limits?.[1] ?? 0.7);
}
