import type { SampleDetail } from '../../src-main/api/contract.ts';
import { formatNumber } from '../design/number-text.ts';

type Report = SampleDetail['report'];
type Packing = NonNullable<Report['packing']>;
type Sizes = NonNullable<Report['sample']['sizes']>;

/** A fact of the status strip, and what it means. */
interface Fact {
  text: string;
  about: string;
}

const percent = (share: number) => `${formatNumber(100 * share, 2)} %`;

/** What is known of every packing, jammed or not. */
function stateOf({ packingFraction, pressure, jammed }: Packing): Fact[] {
  const phi = {
    text: `φ = ${formatNumber(packingFraction, 5)}`,
    about: 'Packing fraction: area of all discs by that of the cell, overlaps counted twice',
  };
  if (!jammed) return [phi, { text: 'not jammed', about: 'Its particles do not press on each other' }];
  return [phi, { text: `p = ${formatNumber(pressure, 4)} ε/σ²`, about: 'Pressure −(σ_xx + σ_yy)/2' }];
}

/** Contacts, rattlers and overlaps of a jammed packing. */
function contactsOf(packing: Packing): Fact[] {
  const { backbone, rattlers, backboneContactNumber, excessContacts, overlap } = packing;
  const z = formatNumber(backboneContactNumber ?? Number.NaN, 4);
  const excess = formatNumber(excessContacts ?? Number.NaN, 3);
  const facts = [
    {
      text: `Z = ${z}, ΔZ = ${excess}`,
      about: `Contacts per particle of the backbone of ${backbone}, and how far above the isostatic 4 − 2/${backbone}`,
    },
    {
      text: rattlers === 1 ? '1 rattler' : `${rattlers} rattlers`,
      about: 'Particles with two contacts or fewer, or all on one side: left out of Z, modes, Ψ and moduli',
    },
  ];
  if (overlap === null) return facts;
  const about = 'Overlap 1 − r/σ of the pairs in contact, σ the distance of first contact: mean, and largest';
  return [...facts, { text: `overlap ${percent(overlap.mean)}, up to ${percent(overlap.max)}`, about }];
}

/** Of diameters that the particles have of their own. */
function sizesOf({ min, max, mean, dispersity }: Sizes): Fact {
  return {
    text: `diameters ${formatNumber(min, 3)} to ${formatNumber(max, 3)} σ, dispersity ${percent(dispersity)}`,
    about: `Mean diameter ${formatNumber(mean, 4)} σ; dispersity: standard deviation over the mean`,
  };
}

/** What the status strip says of a sample of some kinds only: of diameters, and of a packing. */
export function sampleFacts({ sample: { sizes }, packing }: Report): Fact[] {
  return [
    ...(sizes === undefined ? [] : [sizesOf(sizes)]),
    ...(packing === undefined ? [] : stateOf(packing)),
    ...(packing?.jammed === true ? contactsOf(packing) : []),
  ];
}
