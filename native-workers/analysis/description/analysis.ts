import type { z } from 'zod';
import type { Control } from '../../addon.ts';
import type { AnalysisSettings } from '../report/analysis-settings.ts';
import { BadInput } from '../../text/bad-input.ts';
import type { Report } from '../report/report.ts';
import type { WarmSample } from '../warm/warm-sample.ts';
import type { Backbone } from '../backbone/backbone.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { ModelReference } from '../../models/user-model.ts';

/** An array that an analysis gives beside its report: too large for JSON, kept and sent under its name. */
export interface ReportArray {
  name: string;
  /** 'scalar': N numbers; 'vector': N × 2, x0, y0, x1, y1, …; in order of id. 'series': values of a curve. */
  kind: 'scalar' | 'vector' | 'series';
  /** Null: a number without one. */
  unit: string | null;
  data: Float64Array;
}

/** What is known of an array before there is one. */
export interface ArrayDescription {
  /** Its name; `*` stands for what differs from report to report: 'made:dT:*'. */
  name: string;
  kind: ReportArray['kind'];
  unit: string | null;
  /** As axes and colour bars show it; `*` stands for the same as in the name. */
  label: string;
  /** What tells it from others of its label, where a sample may have several: 'ω = *'. */
  distinction?: string;
  /** Whether it has values of both signs: a diverging colour map about zero suits it. Unless it is said, no. */
  signed?: boolean;
  /** Whether it holds positions: particles that are left out of the analysis then stay where they are. */
  isPosition?: true;
  /** One line, for the documentation. */
  description: string;
}

/** A number of a report by which samples can be looked for and ordered, of the sample or of each of its modes. */
export interface ScalarDescription<Report> {
  /** Column: 'shearMean'. */
  name: string;
  unit: string | null;
  of: 'sample' | 'mode';
  /** One line, for the documentation. */
  description: string;
  /** One value for a sample, one for each mode in the order of the report; null where it does not exist. */
  valuesOf(report: Report): readonly (number | null)[];
}

/** A sample as an analysis takes it, of a project or of a file. */
export interface AnalysisSample {
  /** At the positions that are analysed; of a sample with loose particles that are left out, its backbone. */
  configuration: Configuration;
  /** Why nothing of it holds together, where that has been found; an analysis of the Hessian then makes no sense. */
  notRigid: string | null;
  /** The same with all particles. */
  whole: Configuration;
  /** Which of them are analysed; null for all. */
  backbone: Backbone | null;
  model: ModelReference;
  /** For provenance: file and frame, or project and sample. */
  source: string;
  /** Whether the analysis has to minimise it first: one of a project lies in its minimum. */
  relax: boolean;
  /** What `analyze` finds, without the values of Ψ; throws where the analysis takes a configuration only. */
  report(): Report;
  /** The lowest modes whose displacements are at hand. */
  modes: number;
  /** u of one of them, 2N numbers of what is analysed, in memory of its own. */
  displacement(mode: number): Float64Array;
  /** Ψ of what is analysed, in order of id; null where there is none. */
  vibrability(): Float64Array | null;
}

/** What the analyses of a whole sample are given. */
export interface SampleInput<Settings> extends Pick<AnalysisSample, 'configuration' | 'model' | 'source' | 'relax'> {
  settings: Settings;
}

export function sampleInput<Settings>(
  { configuration, model, source, relax }: AnalysisSample,
  settings: Settings,
): SampleInput<Settings> {
  return { configuration, model, source, relax, settings };
}

/** What an analysis comes to, unless it is interrupted. */
export interface AnalysisOutcome<Report = unknown> {
  /** Of the report schema of the analysis. */
  report: Report;
  arrays: ReportArray[];
}

/** What an analysis may use beside its input. */
export interface AnalysisTools {
  /** The same sample with what has been made of it already, where the thread keeps it. */
  warm: WarmSample | null;
  /** Through which it is watched and stopped. */
  control: Control | undefined;
}

/** What a window of time or memory will cost, where that has to be confirmed. */
export interface AnalysisEstimate {
  needsConfirmation: boolean;
  /** What it costs, in a sentence for the user. */
  message: string;
  seconds: number;
}

/** The part of an analysis that computes, `<name>-run.ts` of its folder: loaded by workers, when it is first asked for. */
export interface AnalysisCode<Settings = unknown, Input = unknown, Report = unknown> {
  /** Runs in the calling thread until done. Throws `BadInput` for what is wrong with settings or sample. */
  run(input: Input, tools: AnalysisTools): AnalysisOutcome<Report>;
  /** What it would cost on a sample that is kept warm; missing where it never has to be confirmed. */
  estimate?(warm: WarmSample, settings: Settings): AnalysisEstimate;
}

/** The command of an analysis. */
interface AnalysisCommand<Settings> {
  /** One line. */
  summary: string;
  /** Paragraphs for `--help` and the documentation. */
  details: string[];
  /** Command lines that work, with what they do. */
  examples: (readonly [string, string])[];
  /** Flags by name, with a placeholder in their `meta`. */
  flags: z.ZodRawShape;
  /** What the flags mean; the values have passed `flags`. */
  settingsOf(flags: Record<string, unknown>): Settings;
  /** Whether the flags say that the cost of the analysis is confirmed. */
  isConfirmed?(flags: Record<string, unknown>): boolean;
  /** What `--no-relax` does, where a file can be taken as it stands. */
  relax?: string;
  /** What `--no-keep` does not keep, where that is more than its `kept` says: 'spectrum and map'. */
  keep?: string;
  /** Whether the flags of `analyze` apply to a file, and `-o` stores it with the report. */
  storesFiles?: boolean;
}

/** One analysis of a sample: everything about it that more than its own folder needs. */
export interface Analysis<Settings = unknown, Input = unknown, Report = unknown> {
  /** In commands, routes, rows of projects and the names of its folder and files: 'pseudo-modes'. */
  name: string;
  /** What messages call a report: 'search for pseudo-harmonic modes'. Unless it is said, the name. */
  title: string;
  /** What messages say is kept: 'the report'. Unless it is said, 'the' and the title. */
  kept: string;
  /**
   * What one report and several are called where they are counted: 'report on mechanics', 'reports on mechanics'. Unless
   * it is said, the title, and the title with an s.
   */
  counted: readonly [string, string];
  /** Title of its job: 'Pseudo-harmonic modes'. Unless it is said, the title with a capital. */
  heading: string;
  /** What may be set; what is left out has its default. */
  settings: z.ZodType<Settings>;
  /** The report; what is written and read is checked against it. */
  report: z.ZodType<Report>;
  /** The settings a report was made with, for recall. */
  settingsOf(report: Report): Settings;
  arrays: readonly ArrayDescription[];
  scalars: readonly ScalarDescription<Report>[];
  /**
   * 'kept': reports are kept in projects, and made by jobs. 'immediate': it takes no longer than a request; nothing is
   * kept.
   */
  policy: 'kept' | 'immediate';
  /**
   * Whether it takes about a second on the thread that keeps the sample warm: there, and beside other jobs, it then runs.
   * Missing: never.
   */
  runsWarm?(particles: number, settings: Settings): boolean;
  /** The stage of its code, in the words of `STAGES`, that takes nearly all of its time, where it tells no share. */
  mainStage?: string;
  /** Settings of `analyze` with which a file is analysed first; missing where its configuration is enough. */
  fileAnalysis?(settings: Settings): Partial<AnalysisSettings>;
  /** Whether some of it has to be confirmed: its code has an `estimate`. */
  asksConfirmation?: true;
  /** Whether it is about the Hessian: it refuses samples of which nothing holds together. */
  ofHessian?: true;
  /** Whether its arrays are shown of the configuration that a running simulation is at. */
  live?: true;
  /** Throws `BadInput` for settings that do not fit together. */
  check?(settings: Settings): void;
  /** What is sent to the worker: plain data. Throws `BadInput` for what the sample lacks. */
  inputOf(sample: AnalysisSample, settings: Settings, confirmed: boolean): Input;
  /** A report without what its arrays hold, as it is kept; missing where it holds none. */
  withoutArrays?(report: Report): Report;
  /** The whole report again. */
  withArrays?(report: Report, read: (name: string) => Float64Array): Report;
  /**
   * The report on a backbone with one number for each particle of the whole sample, where it holds any: `spread` puts NaN
   * for those that are left out. Missing: it holds none.
   */
  ofWhole?(report: Report, spread: (values: readonly number[]) => Float64Array): Report;
  /** What it says of every particle, in order of id, as columns of an exported file. */
  columns?(report: Report): { name: string; values: Float64Array }[];
  /** Everything of a report that fits on a screen. */
  text(report: Report, source: string): string;
  command: AnalysisCommand<Settings>;
}

/** The analysis that has this code. */
type AnalysisBy<Code extends AnalysisCode<never, never>, Settings> = Analysis<
  Settings,
  Parameters<Code['run']>[0],
  ReturnType<Code['run']>['report']
>;

type Titles = Pick<Analysis, 'title' | 'kept' | 'counted' | 'heading'>;

/** What the folder of an analysis says of it. */
type Described<Code extends AnalysisCode<never, never>, Settings, Flags extends z.ZodRawShape> = Partial<Titles> &
  Omit<AnalysisBy<Code, Settings>, keyof Titles | 'command'> & {
    command: Omit<AnalysisCommand<Settings>, 'flags' | 'settingsOf' | 'isConfirmed'> & {
      flags: Flags;
      settingsOf(flags: z.output<z.ZodObject<Flags>>): Settings;
      isConfirmed?(flags: z.output<z.ZodObject<Flags>>): boolean;
    };
  };

/**
 * An analysis of what its folder says of it. `Code` is the type of its `<name>-run.ts`, which says what its input and
 * report are; the type of its settings follows from their schema. That of its flags is erased, since the values that
 * `settingsOf` gets have passed them.
 */
export const defineAnalysis =
  <Code extends AnalysisCode<never, never>>() =>
  <Settings, Flags extends z.ZodRawShape>({
    title,
    kept,
    counted,
    heading,
    ...described
  }: Described<Code, Settings, Flags>): AnalysisBy<Code, Settings> => {
    const called = title ?? described.name;
    const { inputOf, ofHessian } = described;
    return {
      ...described,
      inputOf: (sample, settings, confirmed) => {
        if (ofHessian === true && sample.notRigid !== null)
          throw new BadInput(`this sample has no backbone: ${sample.notRigid}`);
        return inputOf(sample, settings, confirmed);
      },
      title: called,
      kept: kept ?? `the ${called}`,
      counted: counted ?? [called, `${called}s`],
      heading: heading ?? `${called.charAt(0).toUpperCase()}${called.slice(1)}`,
    };
  };
