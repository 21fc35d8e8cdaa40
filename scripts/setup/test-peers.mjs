import { existsSync } from 'node:fs';
import { aptInstall, installsPackages } from './apt.mjs';
import { SetupError, say } from './root.mjs';

const PYTHON_MODULES = '/usr/lib/python3/dist-packages';

/**
 * Programs that the tests hold our results against, and Debian's packages of them. Each is known by a file it brings:
 * looking for files costs nothing at every start, asking Python to import them costs a second.
 */
const PEERS = [
  { name: 'numpy', apt: ['python3-numpy'], file: `${PYTHON_MODULES}/numpy/__init__.py` },
  { name: 'scipy', apt: ['python3-scipy'], file: `${PYTHON_MODULES}/scipy/__init__.py` },
  { name: 'ASE', apt: ['python3-ase'], file: `${PYTHON_MODULES}/ase/__init__.py` },
  { name: 'gsd', apt: ['python3-gsd'], file: `${PYTHON_MODULES}/gsd/__init__.py` },
  { name: 'LAMMPS', apt: ['lammps'], file: '/usr/bin/lmp' },
  { name: 'SLURM', apt: ['slurm-wlm', 'munge'], file: '/usr/bin/sbatch' },
  { name: 'ffmpeg', apt: ['ffmpeg'], file: '/usr/bin/ffmpeg' },
  { name: 'poppler', apt: ['poppler-utils'], file: '/usr/bin/pdftoppm' },
];

function absent() {
  return PEERS.filter(({ file }) => !existsSync(file));
}

/** Whether the peers are there, or not for set-up to install: then the tests that need them are skipped by name. */
export function peersSettled() {
  return !installsPackages() || absent().length === 0;
}

/** Debian's packages of what is missing of the peers. */
export function absentPeers() {
  return absent().flatMap(({ apt }) => apt);
}

/** Installs what is missing of the peers where set-up may. Throws `SetupError` when one is still missing there. */
export function providePeers() {
  const missing = absent();
  if (missing.length === 0) return;
  if (!installsPackages()) {
    const packages = absentPeers().join(' ');
    say(
      `tests beside ${missing.map(({ name }) => name).join(', ')} will be skipped (Debian: apt-get install ${packages})`,
    );
    return;
  }
  aptInstall(absentPeers());
  const still = absent().map(({ name }) => name);
  if (still.length > 0) throw new SetupError(`the tests need ${still.join(', ')}, which apt-get did not bring`);
}
