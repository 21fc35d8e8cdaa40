import type { StrainReport } from '../../../native-workers/analyses/strain/strain-report.ts';
import { figureNumber } from '../marks/number-text.ts';
import { rangeAbout } from '../plot/ticks.ts';
import { xyPlot } from '../plot/xy.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { Panel } from '../sample/panel.ts';
import { memberColumn, vectorColumns } from './columns.ts';
import { drawField, SHORTENED } from './fields.ts';

function strainOf({ arrays }: FigureSample): StrainReport {
  if (arrays.reports.strain === undefined) throw new Error('the panel needs a report on strain');
  return arrays.reports.strain;
}

const PROTOCOLS: Readonly<Record<StrainReport['protocol'], string>> = {
  'simple-shear': 'simple shear',
  tension: 'tension along x',
  compression: 'compression along x',
  uniaxial: 'uniaxial extension along x',
};

/** `simple shear at θ = 45°`. */
function protocolText({ protocol, angle }: StrainReport) {
  return `${PROTOCOLS[protocol]}${angle === 0 ? '' : ` at θ = ${figureNumber(angle)}°`}`;
}

/** The states of a loading in order: start, steps and, on both sides of each event, the states that bracket it. */
function statesOf({ start, steps, events }: StrainReport) {
  const bracketing = events.flatMap(({ before, after }) => [before, after]);
  const known = new Set([start, ...steps].map(({ strain }) => strain));
  return [start, ...steps, ...bracketing.filter(({ strain }) => !known.has(strain))].sort(
    (a, b) => Math.abs(a.strain) - Math.abs(b.strain),
  );
}

/** The stress that works on the strain, with its plastic events. */
export const stressStrain: Panel = {
  id: 'stress-strain',
  title: 'Stress–strain curve with plastic events',
  needs: ['strain'],
  missing: (sample) => sample.notElastic,
  draw({ sample, width, style }) {
    const report = strainOf(sample);
    const states = statesOf(report);
    const strain = states.map((state) => state.strain);
    const stress = states.map(({ driving }) => driving);
    const { events, linear, start } = report;
    const { palette } = style;
    const yRange = rangeAbout(stress);
    const xRange = rangeAbout(strain, 0.03);
    // From the start on, as far as the plot shows it.
    const far = Math.min(
      Math.max(...strain.map(Math.abs)),
      (yRange.high - yRange.low) / Math.max(Math.abs(linear.modulus), 1e-300),
    );
    const sign = Math.sign(strain[strain.length - 1]) || 1;
    const { marks, height } = xyPlot(
      {
        x: { label: 'γ', range: xRange },
        y: { label: 'stress (ε/σ²)', range: yRange },
        series: [
          {
            label: 'linear response',
            x: [0, sign * far],
            y: [start.driving, start.driving + sign * far * linear.modulus],
            colour: palette.allStrings,
            form: 'dashed',
          },
          { label: 'quasistatic', x: strain, y: stress, colour: style.ink, form: 'line' },
          ...(events.length === 0
            ? []
            : [
                {
                  label: 'before an event',
                  x: events.map(({ before }) => before.strain),
                  y: events.map(({ before }) => before.driving),
                  colour: palette.string,
                  form: 'dot',
                } as const,
              ]),
        ],
      },
      width,
      style,
    );
    const [first] = events;
    const eventText =
      events.length === 0
        ? 'no plastic event'
        : `${events.length} plastic event${events.length === 1 ? '' : 's'}, the first beyond γ = ${figureNumber(first.before.strain, 3)} with a stress drop of ${figureNumber(first.stressDrop, 2)} ε/σ² and ${figureNumber(first.energyDrop, 2)} ε dissipated`;
    const eventAt = new Map(events.map(({ before }, at) => [before.strain, at + 1]));
    return {
      height,
      marks,
      caption: `Stress that works on the strain γ under athermal quasistatic ${protocolText(report)}, ${report.steps.length} steps to γ = ${figureNumber(report.end.strain, 3)}: ${eventText}. Modulus of the start: ${figureNumber(linear.modulus, 3)} ε/σ² (dashed).`,
      data: [
        { name: 'strain', unit: null, values: strain },
        { name: 'stress', unit: 'ε/σ²', values: stress },
        { name: 'energy', unit: 'ε', values: states.map(({ energy }) => energy) },
        { name: 'event_begins', unit: null, values: strain.map((value) => eventAt.get(value) ?? 0) },
      ],
    };
  },
};

/** What moves in the first plastic event. */
export const firstEvent: Panel = {
  id: 'event',
  title: 'The first plastic event',
  needs: ['strain'],
  missing: (sample) =>
    sample.notElastic ??
    (strainOf(sample).events.length === 0
      ? 'no plastic event was met'
      : sample.arrays.event === null
        ? 'its displacements are not kept'
        : null),
  draw(request) {
    const { sample, style } = request;
    const report = strainOf(sample);
    const [{ before, moved, largest, participants, energyDrop }] = report.events;
    const vectors = sample.arrays.event ?? new Float64Array(2 * sample.particles);
    const indices = sample.indices(moved.ids);
    const [index] = sample.indices([largest.id]);
    const { positions } = sample.arrays;
    return drawField(
      request,
      {
        view: { centre: { x: positions[2 * index], y: positions[2 * index + 1] }, side: null },
        arrows: { vectors },
        highlights: [{ indices, colour: style.palette.pinned, form: 'disc', label: 'moved' }],
      },
      {
        caption: `Displacement of the first plastic event under ${protocolText(report)}, beyond γ = ${figureNumber(before.strain, 3)}, at the places before strain: ${figureNumber(energyDrop, 2)} ε are dissipated, the furthest particle moves ${figureNumber(largest.distance, 2)} σ, ${indices.length} move more than ${figureNumber(moved.threshold, 2)} σ (yellow), and ${figureNumber(participants, 3)} share the motion. ${SHORTENED}`,
        data: [...vectorColumns('event', 'σ', vectors), memberColumn('moved', sample.particles, indices)],
      },
    );
  },
};
