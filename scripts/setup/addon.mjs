import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cmakeBuild, sourcesHash } from './native-build.mjs';
import { BUILD, SetupError, say } from './root.mjs';

const FOLDER = join(BUILD, 'addon');
const STAMP = join(FOLDER, 'built.json');

/** CMake's folder in build/. */
const BUILD_FOLDER = 'native';

function buildVariables(variants) {
  return { CMAKE_BUILD_TYPE: 'Release', KEYCORE_VARIANTS: variants.join(';'), KEYCORE_NATIVE_TESTS: 'OFF' };
}

/** The build that made the addon as it is: what is added to it shares its objects. */
export function addonBuild() {
  return { folder: BUILD_FOLDER, variables: buildVariables(builtVariants(sourcesHash())) };
}

function addonFile(variant) {
  return join(FOLDER, `keycore-${variant}.node`);
}

/** Variants that lie in build/addon and were made from these sources. */
function builtVariants(hash) {
  if (!existsSync(STAMP)) return [];
  const stamp = JSON.parse(readFileSync(STAMP, 'utf8'));
  return stamp.hash === hash ? stamp.variants.filter((variant) => existsSync(addonFile(variant))) : [];
}

export function addonCurrent(variants) {
  const built = builtVariants(sourcesHash());
  return variants.every((variant) => built.includes(variant));
}

/** Builds the addon in those variants that are not up to date; binaries of older sources are removed first. */
export function buildAddon(variants) {
  const hash = sourcesHash();
  const kept = builtVariants(hash);
  if (variants.every((variant) => kept.includes(variant))) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER))
    if (!kept.some((variant) => name === `keycore-${variant}.node`)) rmSync(join(FOLDER, name), { recursive: true });
  const wanted = [...new Set([...kept, ...variants])];
  say(`building the kernels (${wanted.join(', ')})`);
  const started = Date.now();
  cmakeBuild(BUILD_FOLDER, buildVariables(wanted));
  const absent = wanted.filter((variant) => !existsSync(addonFile(variant)));
  if (absent.length > 0) throw new SetupError(`CMake succeeded but made no ${absent.map(addonFile).join(', ')}`);
  writeFileSync(STAMP, JSON.stringify({ hash, variants: wanted }));
  say(`kernels built in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}
