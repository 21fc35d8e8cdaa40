/** Symbols of the elements by atomic number, from 1. */
export const CHEMICAL_SYMBOLS: readonly string[] = (
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo ' +
  'Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl ' +
  'Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og'
).split(' ');
/** What programs take for no element. */
const NO_ELEMENT = 'X';

/**
 * A chemical symbol for each type, for programs that know particles as elements only: the labels themselves where all
 * are symbols, else the k-th element for the k-th type (H, He, Li, …; X beyond the 118th), and `named` says that the
 * labels are lost unless written beside.
 */
export function symbolsOfTypes(labels: readonly string[]): { symbols: string[]; named: boolean } {
  if (labels.every((label) => CHEMICAL_SYMBOLS.includes(label))) return { symbols: [...labels], named: false };
  return { symbols: labels.map((_, type) => CHEMICAL_SYMBOLS.at(type) ?? NO_ELEMENT), named: true };
}
