import { fullTurn } from './geometry/angle.ts';

/** Degrees a second while it plays: a half turn, after which everything repeats, takes six seconds. */
const SPEED = 30;
/** A page that was hidden goes on from where it was. */
const MAX_FRAME_MS = 100;

/** The angle θ at which vector fields that turn are drawn. */
class Dial {
  /** 0 ≤ θ < 360. */
  #degrees = $state(0);
  playing = $state(false);

  get degrees(): number {
    return this.#degrees;
  }

  set degrees(value: number) {
    this.#degrees = fullTurn(value);
  }

  /** Turns frame by frame until it is undone. */
  run(): () => void {
    let last = performance.now();
    let request = 0;
    const step = (time: number) => {
      const elapsed = Math.min(MAX_FRAME_MS, Math.max(0, time - last));
      last = time;
      this.degrees = this.#degrees + (SPEED * elapsed) / 1000;
      request = requestAnimationFrame(step);
    };
    request = requestAnimationFrame(step);
    return () => cancelAnimationFrame(request);
  }
}

export const dial = new Dial();
