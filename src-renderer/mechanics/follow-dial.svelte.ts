import { workspace } from '../state/workspace.svelte.ts';
import { view } from '../viewer/view.svelte.ts';
import { dial } from '../viewer/dial.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';
import { protocolNamed, TURNING } from './protocols.ts';

/** Whether turning the dial may change the arrows. */
let wanted = $state(true);

/**
 * What the user's turning of the dial does to the arrows: those of a mode give way to the non-affine displacement x(θ),
 * unless some field in sight turns already. Who has gone back is not asked again: `following` brings it back.
 */
class FollowDial {
  /** The field that gave way; null where none did. */
  former = $state<string | null>(null);

  /** Whether a strain's non-affine displacement is drawn in some field. */
  readonly drawsStrain = $derived(
    protocolNamed(view.arrows.name) !== null || (view.split && protocolNamed(view.besideArrows.name) !== null),
  );
  readonly following = $derived(view.arrows.name === TURNING);
  /** Whether a step back leads anywhere. */
  readonly canGoBack = $derived(this.following && this.former !== null);

  /** The user turns the dial to an angle, degrees. */
  turnTo(degrees: number): void {
    dial.degrees = degrees;
    turned();
  }

  /** The user starts the dial, or stops it. */
  play(): void {
    dial.playing = !dial.playing;
    if (dial.playing) turned();
  }

  /** The arrows are those of the field of before, and stay when the dial turns. */
  goBack(): void {
    view.arrows.name = this.former ?? 'u';
    this.former = null;
    wanted = false;
  }

  /** The arrows follow the dial. */
  follow(): void {
    if (this.following) return;
    this.former = view.arrows.name;
    wanted = true;
    view.arrows.name = TURNING;
  }
}

export const followDial = new FollowDial();

function turned() {
  const { name } = view.arrows;
  const turnsBeside = view.split && view.besideArrows.name === TURNING;
  const stable = (workspace.detail?.report.sample.negativeModes ?? 1) === 0;
  // Who looks at no arrows, or at those of another strain, has chosen them.
  if (!wanted || !stable || mechanics.refused !== null || turnsBeside) return;
  if (name !== null && protocolNamed(name) === null) followDial.follow();
}
