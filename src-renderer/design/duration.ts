/** Seconds as people say them: `8 s`, `2 min 05 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** Of an estimate, no more digits than it has: `2 s`, `40 s`, `3 min`, `2 h`. */
export function roughDuration(seconds: number): string {
  const coarse = (value: number) => {
    const step = value < 10 ? 1 : value < 20 ? 5 : 10;
    return Math.max(1, Math.round(value / step) * step);
  };
  if (seconds < 55) return `${coarse(seconds)} s`;
  if (seconds < 55 * 60) return `${coarse(seconds / 60)} min`;
  return `${coarse(seconds / 3600)} h`;
}
