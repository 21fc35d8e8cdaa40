import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * What each x86-64 level of the psABI adds, in the words of Linux and of macOS's sysctl (either will do).
 * Source: x86-64 psABI, "Micro-Architecture Levels"; `abm` is Linux's word for LZCNT, `xsave` stands for OSXSAVE.
 */
const LEVELS = [
  ['x86-64-v2', ['cx16', 'popcnt', 'sse4_1|sse4.1', 'sse4_2|sse4.2', 'ssse3']],
  ['x86-64-v3', ['avx|avx1.0', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'abm|lzcnt', 'movbe', 'xsave']],
  ['x86-64-v4', ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl']],
];

function cpuFlags() {
  if (process.platform === 'linux' && existsSync('/proc/cpuinfo')) {
    const line = readFileSync('/proc/cpuinfo', 'utf8').match(/^flags\s*:(.*)$/m);
    return new Set(line === null ? [] : line[1].trim().split(/\s+/));
  }
  if (process.platform === 'darwin') {
    const keys = ['machdep.cpu.features', 'machdep.cpu.leaf7_features', 'machdep.cpu.extfeatures'];
    const result = spawnSync('sysctl', ['-n', ...keys], { encoding: 'utf8' });
    return new Set((result.stdout ?? '').toLowerCase().trim().split(/\s+/));
  }
  return null;
}

/**
 * Addon variants that this CPU runs, lowest first; ['generic'] off x86-64. Where the CPU cannot be asked (Windows)
 * all levels are named: the addon itself chooses the one to load.
 */
export function runnableVariants() {
  if (process.arch !== 'x64') return ['generic'];
  const flags = cpuFlags();
  const names = LEVELS.map(([name]) => name);
  if (flags === null) return names;
  const has = (wanted) => wanted.split('|').some((word) => flags.has(word));
  const missing = LEVELS.findIndex(([, wanted]) => !wanted.every(has));
  // The lowest level is named even where the flags do not show it: every x86-64 CPU since 2009 has it.
  return missing === -1 ? names : names.slice(0, Math.max(missing, 1));
}

/** Every variant that can be built for this architecture. */
export function allVariants() {
  return process.arch === 'x64' ? LEVELS.map(([name]) => name) : ['generic'];
}
