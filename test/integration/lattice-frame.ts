/**
 * A LAMMPS dump of `particles` in rows, of two types by turns at number density 0.86, ids in no order: as large a file
 * as is wanted, made in no time.
 */
export function latticeFrame(particles: number, step: number): string {
  const side = Math.sqrt(particles / 0.86);
  const columns = Math.ceil(Math.sqrt(particles));
  const spacing = side / columns;
  const rows = Array.from({ length: particles }, (_, at) => {
    // 7919 is prime to any round number: every id once.
    const id = ((at * 7919) % particles) + 1;
    const [x, y] = [at % columns, Math.floor(at / columns)].map((place) => (place + 0.5) * spacing);
    return `${id} ${(at % 2) + 1} ${x} ${y}`;
  });
  return [
    `ITEM: TIMESTEP\n${step}\nITEM: NUMBER OF ATOMS\n${particles}`,
    `ITEM: BOX BOUNDS pp pp pp\n0 ${side}\n0 ${side}\n-0.5 0.5`,
    `ITEM: ATOMS id type x y\n${rows.join('\n')}\n`,
  ].join('\n');
}
