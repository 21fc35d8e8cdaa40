import type { ContactGraph } from './contact-graph.ts';

/** Fewer contacts hold no particle in two dimensions against repulsion from all sides. */
const LEAST_CONTACTS = 3;

/** A gap short of π by less is one of π, but for the rounding of directions; a load on its far side makes it 1e-9 short. */
const ROUNDING_OF_GAP = 1e-12;

/** A contact as one of its particles sees it. */
interface Contact {
  /** The other particle's index. */
  to: number;
  /** Direction of the contact, −π … π. */
  angle: number;
}

function contactsOfEach({ particles, pairs, separations }: ContactGraph) {
  const contacts = Array.from({ length: particles }, (): Contact[] => []);
  for (let at = 0; at < pairs.length; at += 2) {
    const [i, j, x, y] = [pairs[at], pairs[at + 1], separations[at], separations[at + 1]];
    contacts[i].push({ to: j, angle: Math.atan2(-y, -x) });
    contacts[j].push({ to: i, angle: Math.atan2(y, x) });
  }
  return contacts;
}

/** Whether all contacts lie on one side: their directions leave a gap of π or more. */
function escapes(contacts: readonly Contact[]) {
  const angles = contacts.map(({ angle }) => angle).sort((a, b) => a - b);
  return angles.some((angle, at) => {
    const next = at + 1 < angles.length ? angles[at + 1] : angles[0] + 2 * Math.PI;
    return next - angle >= Math.PI - ROUNDING_OF_GAP;
  });
}

/**
 * Rattlers of a packing of particles that only repel, as indices, ascending: those with two contacts or fewer, or whose
 * contacts leave an angular gap of π or more, found recursively, as what is held by rattlers only is not held. A
 * particle with three contacts, two of them nearly opposite (a buckler), is no rattler. What is left is the backbone:
 * its Hessian has two zero modes; of a packing that is not jammed nothing is left.
 */
export function rattlers(graph: ContactGraph): number[] {
  const contacts = contactsOfEach(graph);
  const loose = new Uint8Array(graph.particles);
  const queue = [...contacts.keys()];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (loose[next] === 1) continue;
    const held = contacts[next].filter(({ to }) => loose[to] === 0);
    if (held.length >= LEAST_CONTACTS && !escapes(held)) continue;
    loose[next] = 1;
    // Those beside it may have been held by it.
    for (const { to } of held) queue.push(to);
  }
  return [...loose.keys()].filter((index) => loose[index] === 1);
}
