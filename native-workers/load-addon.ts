import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Addon } from './contract/addon.ts';

/** Best first. */
const VARIANTS = ['x86-64-v4', 'x86-64-v3', 'x86-64-v2', 'generic'] as const;

/** Folder of the built addon: `build/addon` of the project, or beside the bundle in a packaged app. */
function addonFolder() {
  return process.env['KEYCORE_ADDON_DIR'] ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'addon');
}

/** Loads the best variant this CPU runs, or the one that `KEYCORE_ADDON_VARIANT` names. Throws where none is built. */
export function loadBestAddon(): Addon {
  const folder = addonFolder();
  const require = createRequire(import.meta.url);
  const forced = process.env['KEYCORE_ADDON_VARIANT'];
  const load = (variant: string) => require(join(folder, `keycore-${variant}.node`)) as Addon;
  const present = VARIANTS.filter((variant) => existsSync(join(folder, `keycore-${variant}.node`)));
  if (forced !== undefined) {
    if (!present.some((variant) => variant === forced))
      throw new Error(
        `KEYCORE_ADDON_VARIANT=${forced}: not built in ${folder} (built: ${present.join(', ') || 'none'})`,
      );
    return load(forced);
  }
  // The lowest variant runs everywhere and knows what this CPU supports.
  const lowest = present.at(-1);
  if (lowest === undefined) throw new Error(`no kernels in ${folder}: run 'npm run setup'`);
  return load(present.find((variant) => load(lowest).supports(variant)) ?? lowest);
}
