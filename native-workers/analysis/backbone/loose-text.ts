import type { LooseReport } from '../report/loose-report.ts';

/** Ids that are named in a sentence; of more, the first. */
const NAMED = 12;

function named(ids: readonly number[]) {
  const first = ids.slice(0, NAMED).join(', ');
  return ids.length > NAMED ? `${first}, … (all in the report)` : first;
}

/** What they are, the same kinds together: '3 a particle without a neighbour…'. */
function kinds({ clusters }: LooseReport) {
  const counts = new Map<string, number>();
  for (const { why } of clusters) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => (count === 1 ? why : `${count} × ${why}`)).join('; ');
}

/** Particles that are free to move, as a sentence of the notes on a sample. `zeroModes`: of all its particles. */
export function looseText(loose: LooseReport, zeroModes: number): string {
  const { ids, backbone, leftOut, reason, rule } = loose;
  const modes = `the Hessian has ${zeroModes} zero modes instead of the two translations`;
  if (backbone === null)
    return `No backbone: ${reason ?? 'nothing rigid is left'}; ${modes}, and Ψ and elastic moduli do not exist.`;
  const who = `${ids.length} ${ids.length === 1 ? 'particle is' : 'particles are'} free to move (${rule === 'contacts' ? 'rattlers, by contacts' : 'by the null space'}): ${named(ids)}`;
  if (leftOut)
    return `${who}. ${modes.replace('the', 'The')}; what follows is of the backbone, the ${backbone.n} others (${kinds(loose)}).`;
  return `${who}. ${modes.replace('the', 'The')}, and Ψ and elastic moduli do not exist while they are part of the sample (${kinds(loose)}).`;
}
