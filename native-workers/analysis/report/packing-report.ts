import { z } from 'zod';
import { finite, finiteOrNull, integer, reason } from './report-parts.ts';

/** What is reported of a packing: particles that repel up to a contact distance, and do not meet beyond it. */
export const packingSchema = z
  .object({
    jammed: z.boolean().describe('whether a backbone of particles bears a load; false where U/N < 1e-16 ε'),
    packingFraction: finite.describe('φ = Σ π d²/4 / V, d the contact diameters, overlaps counted twice'),
    pressure: finite.describe('p = −(σ_xx + σ_yy)/2, ε/σ²'),
    contacts: integer.describe('pairs that press on each other by more than 100 × the force tolerance'),
    contactNumber: finite.describe('Z = 2 × contacts / N, over all particles'),
    rattlers: integer.describe('particles with two contacts or fewer, or all on one side; recursively'),
    backbone: integer.describe('N_b, particles that are no rattlers; 0 where the packing is not jammed'),
    backboneContactNumber: finiteOrNull.describe('Z over the backbone and its own contacts'),
    excessContacts: finiteOrNull.describe('ΔZ = Z − Z_iso on the backbone, Z_iso = 4 − 2/N_b'),
    meanStiffness: finiteOrNull.describe('⟨φ″⟩ over the contacts, ε/σ²'),
    overlap: z
      .object({ mean: finite, max: finite })
      .nullable()
      .describe('1 − r/σ over the contacts, σ the distance at which the pair comes into contact'),
    reason: reason.describe('why a value is null'),
  })
  .describe('of models of particles that only repel, up to contact; absent for other models');

export type PackingReport = z.infer<typeof packingSchema>;
