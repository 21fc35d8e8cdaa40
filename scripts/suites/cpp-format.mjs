import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/root.mjs';
import { filesUnder } from '../setup/source-files.mjs';
import { run } from './child.mjs';

/** Versions of clang-format lay out some lines differently; the tree is formatted by this one. */
const VERSION = '14';
const FOLDERS = ['native-workers/kernels', 'native-workers/bindings', 'test/native'];

function cppFiles() {
  return FOLDERS.map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .flatMap(filesUnder)
    .filter((path) => /\.(cc|h|hpp)$/.test(path));
}

/** The command's name, or null when that version is not there. */
async function findClangFormat() {
  for (const name of [`clang-format-${VERSION}`, 'clang-format']) {
    const { status, output } = await run(name, ['--version']);
    if (status === 0 && new RegExp(`version ${VERSION}\\.`).test(output)) return name;
  }
  return null;
}

/** Lint check: every C++ file is as clang-format would write it. */
export async function checkCppFormat() {
  const command = await findClangFormat();
  if (command === null) return { skip: `clang-format ${VERSION} is not installed` };
  const files = cppFiles();
  const { status, output } = await run(command, ['--dry-run', '-Werror', ...files]);
  return { ok: status === 0 && files.length > 0, output: files.length > 0 ? output : 'no C++ files found\n' };
}

/** Rewrites every C++ file; throws when the right clang-format is not there. */
export async function writeCppFormat() {
  const command = await findClangFormat();
  if (command === null) throw new Error(`clang-format ${VERSION} is not installed`);
  const { status, output } = await run(command, ['-i', ...cppFiles()]);
  if (status !== 0) throw new Error(output);
}
