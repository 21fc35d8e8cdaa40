import type { Model } from '../../../native-workers/models/registry.ts';

/** LAMMPS's words for a model's pair potential, and the files they refer to. */
export interface LammpsPotential {
  /** pair_style and pair_coeff lines. */
  commands: string[];
  /** Contents by file name. */
  files: Map<string, string>;
}

/** Points of a table file; LAMMPS interpolates them by cubic splines on as many points. */
const TABLE_POINTS = 10_000;
/** Innermost tabulated distance in units of σ_ab; after the push-off no pair comes closer. */
const TABLE_INNER_PER_SIGMA = 0.4;

/** Pairs of species a ≤ b with their place in the row-major S × S matrices. */
function pairsOfSpecies(model: Model): { a: number; b: number; at: number }[] {
  const size = model.species.length;
  const pairs = [];
  for (let a = 0; a < size; a++) for (let b = a; b < size; b++) pairs.push({ a, b, at: a * size + b });
  return pairs;
}

/**
 * Force-shifted inverse power as a table of u and −u′, written from the formula u = φ(r) − φ(r_c) − (r − r_c) φ′(r_c).
 * FPRIME gives the spline the exact slope of the force at both ends.
 */
function inversePowerTable(keyword: string, exponent: number, epsilon: number, sigma: number, cutoff: number): string {
  const phi = (r: number): number => epsilon * (sigma / r) ** exponent;
  const slope = (r: number): number => (-exponent * phi(r)) / r;
  const curvature = (r: number): number => (exponent * (exponent + 1) * phi(r)) / (r * r);
  const inner = TABLE_INNER_PER_SIGMA * sigma;
  const lines = [
    keyword,
    `N ${TABLE_POINTS} R ${inner} ${cutoff} FPRIME ${-curvature(inner)} ${-curvature(cutoff)}`,
    '',
  ];
  for (let at = 0; at < TABLE_POINTS; at++) {
    const r = inner + ((cutoff - inner) * at) / (TABLE_POINTS - 1);
    const u = phi(r) - phi(cutoff) - (r - cutoff) * slope(cutoff);
    lines.push(`${at + 1} ${r} ${u} ${slope(cutoff) - slope(r)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The model in LAMMPS: `lj/smooth/linear` is exactly our force shift; inverse powers go through a table. */
export function lammpsPotential(model: Model): LammpsPotential {
  const { potential } = model;
  const files = new Map<string, string>();
  if (potential.form === 'lennard-jones') {
    const widest = Math.max(...potential.cutoff);
    const commands = [`pair_style lj/smooth/linear ${widest}`];
    for (const { a, b, at } of pairsOfSpecies(model))
      commands.push(
        `pair_coeff ${a + 1} ${b + 1} ${potential.epsilon[at]} ${potential.sigma[at]} ${potential.cutoff[at]}`,
      );
    return { commands, files };
  }
  if (potential.form !== 'inverse-power')
    throw new Error(`potential form '${potential.form}' has no peer in LAMMPS here`);
  const commands = [`pair_style table spline ${TABLE_POINTS}`];
  for (const { a, b, at } of pairsOfSpecies(model)) {
    const keyword = `PAIR_${a + 1}_${b + 1}`;
    const { exponent, epsilon, sigma, cutoff } = potential;
    files.set(`${keyword}.table`, inversePowerTable(keyword, exponent, epsilon[at], sigma[at], cutoff[at]));
    commands.push(`pair_coeff ${a + 1} ${b + 1} ${keyword}.table ${keyword} ${cutoff[at]}`);
  }
  return { commands, files };
}

/** Reach of the push-off in units of σ_ab: at the models' densities nothing need overlap there. */
const PUSH_PER_SIGMA = 0.8;

/** A soft cosine repulsion that pushes a random start apart, so that the real potential is finite. */
export function pushOffCommands(model: Model): string[] {
  if (!('sigma' in model.potential))
    throw new Error(`a potential of the form '${model.potential.form}' has no σ to push off at`);
  const reach = model.potential.sigma.map((sigma) => PUSH_PER_SIGMA * sigma);
  const commands = [`pair_style soft ${Math.max(...reach)}`];
  for (const { a, b, at } of pairsOfSpecies(model)) commands.push(`pair_coeff ${a + 1} ${b + 1} 50.0 ${reach[at]}`);
  return commands;
}
