import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { BUILD, SetupError, say } from './root.mjs';

/** Oldest CMake that the build file is tried with. */
const CMAKE_MINIMUM = [3, 25];

/** Package names by package manager; an empty name means that the tool comes otherwise there. */
const NEEDS = {
  cmake: { apt: 'cmake', brew: 'cmake', vcpkg: '' },
  compiler: { apt: 'g++', brew: '', vcpkg: '' },
  make: { apt: 'make', brew: '', vcpkg: '' },
  eigen: { apt: 'libeigen3-dev', brew: 'eigen', vcpkg: 'eigen3' },
  spectra: { apt: 'libspectra-dev', brew: 'spectra', vcpkg: 'spectra' },
  doctest: { apt: 'doctest-dev', brew: 'doctest', vcpkg: 'doctest' },
  'clang-format': { apt: 'clang-format', brew: 'clang-format', vcpkg: '' },
};

/** Without these nothing can be built; the others CMake can fetch, or a test says that it was skipped. */
const INDISPENSABLE = ['cmake', 'compiler', 'make'];

function runs(command, args = ['--version']) {
  const result = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  return result.status === 0 ? result.stdout : null;
}

function cmakeIsRecent() {
  const output = runs('cmake');
  const version = output?.match(/version (\d+)\.(\d+)/);
  if (version === undefined || version === null) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > CMAKE_MINIMUM[0] || (major === CMAKE_MINIMUM[0] && minor >= CMAKE_MINIMUM[1]);
}

function hasCompiler() {
  // On Windows CMake finds Visual Studio by itself and names it when it is missing.
  if (process.platform === 'win32') return true;
  const own = process.env.CXX;
  return [own, 'c++', 'g++', 'clang++'].some((name) => name !== undefined && name !== '' && runs(name) !== null);
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
  const checks = {
    cmake: cmakeIsRecent,
    compiler: hasCompiler,
    make: () => process.platform === 'win32' || runs('make') !== null || runs('ninja') !== null,
    eigen: () => hasHeader('eigen3/Eigen/SparseCholesky', 'Eigen/SparseCholesky'),
    spectra: () => !forTests || hasHeader('Spectra/SymEigsShiftSolver.h'),
    doctest: () => !forTests || hasHeader('doctest/doctest.h'),
    'clang-format': () => !forTests || runs('clang-format') !== null,
  };
  return Object.keys(NEEDS).filter((name) => !checks[name]());
}

/** What only the tests need; the kernels build without. */
export function testToolsPresent() {
  return hasHeader('doctest/doctest.h') && hasHeader('Spectra/SymEigsShiftSolver.h') && runs('clang-format') !== null;
}

function packagesOf(names, manager) {
  return names.map((name) => NEEDS[name][manager]).filter((name) => name !== '');
}

/** The command that would bring what is missing, in the words of the machine's own package manager. */
function installCommand(names) {
  const commands = (first, install, manager) => {
    const packages = packagesOf(names, manager);
    return [...first, ...(packages.length > 0 ? [`${install} ${packages.join(' ')}`] : [])].join(' && ');
  };
  if (process.platform === 'darwin') {
    const isCompilerMissing = names.includes('compiler') || names.includes('make');
    return commands(isCompilerMissing ? ['xcode-select --install'] : [], 'brew install', 'brew');
  }
  if (process.platform === 'win32')
    return commands(names.includes('cmake') ? ['winget install Kitware.CMake'] : [], 'vcpkg install', 'vcpkg');
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
