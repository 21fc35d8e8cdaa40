import type { z } from 'zod';

/** An array that an analysis gives beside its report: too large for JSON, kept and sent under its name. */
export interface ReportArray {
  name: string;
  /** 'scalar': N numbers; 'vector': N × 2, x0, y0, x1, y1, …; in order of id. */
  kind: 'scalar' | 'vector';
  /** Null: a number without one. */
  unit: string | null;
  data: Float64Array;
}

/** A number of a report by which samples can be looked for and ordered, of the sample or of each of its modes. */
export interface ScalarDescription<Report> {
  /** Column: 'shearMean'. */
  name: string;
  unit: string | null;
  of: 'sample' | 'mode';
  /** One value for a sample, one for each mode in the order of the report; null where it does not exist. */
  valuesOf: (report: Report) => readonly (number | null)[];
}

/** One analysis of a sample: everything about it that more than its own folder needs. */
export interface Analysis<Report = unknown> {
  /** In commands, routes and rows of projects: 'pseudo-modes'. */
  name: string;
  /** What messages call one report: 'search for pseudo-harmonic modes'. */
  title: string;
  /** The report; what is written and read is checked against it. */
  report: z.ZodType<Report>;
  scalars: readonly ScalarDescription<Report>[];
}
