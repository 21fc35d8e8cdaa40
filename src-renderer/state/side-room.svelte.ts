import type { Place } from '../../src-main/api/place-contract.ts';

/** Which room the right panel shows. */
class SideRoom {
  name = $state<NonNullable<Place['room']>>('field');
}

export const sideRoom = new SideRoom();
