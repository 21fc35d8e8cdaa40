import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { BUILD, SetupError, say } from './root.mjs';

/** Oldest CMake that the build file is tried with. */
const CMAKE_MINIMUM = [3, 25];

/**
 * What is looked for: its package by package manager (where there is none it comes otherwise), how it is
 * found, and whether only the tests need it.
 */
const NEEDS = {
  cmake: { apt: 'cmake', brew: 'cmake', isThere: cmakeIsRecent },
  compiler: { apt: 'g++', isThere: hasCompiler },
  make: {
    apt: 'make',
    isThere: () => process.platform === 'win32' || runs('make') !== null || runs('ninja') !== null,
  },
  eigen: {
    apt: 'libeigen3-dev',
    brew: 'eigen',
    vcpkg: 'eigen3',
    isThere: () => hasHeader('eigen3/Eigen/SparseCholesky', 'Eigen/SparseCholesky'),
  },
  spectra: {
    apt: 'libspectra-dev',
    brew: 'spectra',
    vcpkg: 'spectra',
    isThere: () => hasHeader('Spectra/SymEigsShiftSolver.h'),
    forTests: true,
  },
  doctest: {
    apt: 'doctest-dev',
    brew: 'doctest',
    vcpkg: 'doctest',
    isThere: () => hasHeader('doctest/doctest.h'),
    forTests: true,
  },
  'clang-format': {
    apt: 'clang-format',
    brew: 'clang-format',
    isThere: () => runs('clang-format') !== null,
    forTests: true,
  },
};

/** Without these nothing can be built; the others CMake can fetch, or a test says that it was skipped. */
const INDISPENSABLE = ['cmake', 'compiler', 'make'];

function runs(command) {
  const result = spawnSync(command, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  return result.status === 0 ? result.stdout : null;
}

function cmakeIsRecent() {
  const version = runs('cmake')?.match(/version (\d+)\.(\d+)/) ?? [];
  const [, major, minor] = version.map(Number);
  return major > CMAKE_MINIMUM[0] || (major === CMAKE_MINIMUM[0] && minor >= CMAKE_MINIMUM[1]);
}

function hasCompiler() {
  // On Windows CMake finds Visual Studio by itself and names it when it is missing.
  if (process.platform === 'win32') return true;
  return [process.env.CXX ?? '', 'c++', 'g++', 'clang++'].some((name) => name !== '' && runs(name) !== null);
}

function includeFolders() {
  const { CMAKE_PREFIX_PATH = '', VCPKG_ROOT, CPATH = '' } = process.env;
  const separator = process.platform === 'win32' ? ';' : ':';
  const prefixes = [...CMAKE_PREFIX_PATH.split(separator), '/usr', '/usr/local', '/opt/homebrew', '/opt/local'];
  const triplets = ['x64-windows', 'x64-windows-static', 'arm64-windows', 'x64-linux', 'arm64-osx', 'x64-osx'];
  if (VCPKG_ROOT !== undefined) prefixes.push(...triplets.map((triplet) => join(VCPKG_ROOT, 'installed', triplet)));
  return [...CPATH.split(separator), ...prefixes.filter((prefix) => prefix !== '').map((at) => join(at, 'include'))];
}

function hasHeader(...alternatives) {
  const folders = includeFolders().filter((folder) => folder !== '');
  return alternatives.some((header) => folders.some((folder) => existsSync(join(folder, header))));
}

/** Names of `NEEDS` that are not there. */
function missing(forTests) {
  return Object.keys(NEEDS).filter((name) => (forTests || !NEEDS[name].forTests) && !NEEDS[name].isThere());
}

/** What only the tests need; the kernels build without. */
export function testToolsPresent() {
  return Object.values(NEEDS).every(({ forTests, isThere }) => !forTests || isThere());
}

function packagesOf(names, manager) {
  return names.flatMap((name) => NEEDS[name][manager] ?? []);
}

/** The command that would bring what is missing, in the words of the machine's own package manager. */
function installCommand(names) {
  const commands = (first, others, install, manager) => {
    const packages = packagesOf(names, manager);
    const parts = others.some((name) => names.includes(name)) ? [first] : [];
    return [...parts, ...(packages.length > 0 ? [`${install} ${packages.join(' ')}`] : [])].join(' && ');
  };
  if (process.platform === 'darwin')
    return commands('xcode-select --install', ['compiler', 'make'], 'brew install', 'brew');
  if (process.platform === 'win32')
    return commands('winget install Kitware.CMake', ['cmake'], 'vcpkg install', 'vcpkg');
  const install = runs('apt-get') === null ? "your package manager's equivalent of:" : 'sudo apt-get install -y';
  return `${install} ${packagesOf(names, 'apt').join(' ')}`;
}

const DONE_WITHOUT = join(BUILD, 'toolchain-absent.json');

/** Whether an earlier run tried to get these and did without: asked once, not at every start. */
function triedBefore(names) {
  if (!existsSync(DONE_WITHOUT)) return false;
  const tried = JSON.parse(readFileSync(DONE_WITHOUT, 'utf8'));
  return names.every((name) => tried.includes(name));
}

/**
 * Finds CMake, a compiler and Eigen (with `forTests` also Spectra, doctest and clang-format). As root on Debian it
 * installs what is missing; else it names the command. Throws `SetupError` when the addon cannot be built without.
 */
export function checkToolchain(forTests) {
  let absent = missing(forTests);
  const blocks = () => absent.some((name) => INDISPENSABLE.includes(name));
  if (absent.length === 0 || (!blocks() && triedBefore(absent))) return;
  aptInstall(packagesOf(absent, 'apt'));
  absent = missing(forTests);
  if (blocks())
    throw new SetupError(
      `cannot build the kernels without ${absent.filter((name) => INDISPENSABLE.includes(name)).join(', ')} ` +
        `(CMake ${CMAKE_MINIMUM.join('.')} or newer, a C++20 compiler); install with:\n  ${installCommand(absent)}`,
    );
  const fetched = absent.filter((name) => name !== 'clang-format');
  if (fetched.length > 0)
    say(`no ${fetched.join(', ')} found: CMake downloads it. To install it instead: ${installCommand(fetched)}`);
  mkdirSync(BUILD, { recursive: true });
  writeFileSync(DONE_WITHOUT, JSON.stringify(absent));
}
