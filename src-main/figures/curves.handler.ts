import type { CurvesInput } from './curves.contract.ts';
import type { DrawnFigures, FigureFile } from './figures.contract.ts';
import { POINTS_PER_MM } from './marks/marks.ts';
import { requireStyle } from './marks/styles.ts';
import { csvOf } from './output/csv.ts';
import { ofOwn } from './output/of-own.ts';
import { singlePanel } from './page.ts';
import { picturesOf } from './pictures.ts';
import { rangeAbout } from './plot/ticks.ts';
import { xyPlot } from './plot/xy.ts';
import type { DataColumn, PanelDrawing } from './sample/panel.ts';

/** `Energy U/N`: letters, digits and dashes of a title, for the name of a file. */
function fileName(title: string) {
  return title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'curves';
}

/** Draws curves in every form that is asked for. They say nothing of themselves: there is no sample to come back to. */
export async function handleCurves({ curves, choice }: CurvesInput): Promise<DrawnFigures> {
  const style = requireStyle(choice.style);
  const { palette } = style;
  const colours = [palette.angleStrings, palette.string, palette.allStrings, palette.union, palette.square];
  const lines = curves.lines.map(({ label, values }) => ({
    label,
    values: values.map((value) => value ?? Number.NaN),
  }));
  const draw = (width: number): PanelDrawing => {
    const { marks, height } = xyPlot(
      {
        x: { label: curves.xLabel, range: rangeAbout(curves.x) },
        y: { label: curves.yLabel, range: rangeAbout(lines.flatMap(({ values }) => values)) },
        series: lines.map(({ label, values }, at) => {
          return { label, x: curves.x, y: values, colour: colours[at % colours.length], form: 'line' };
        }),
      },
      width,
      style,
    );
    const data: DataColumn[] = [
      { name: curves.xLabel, unit: null, values: curves.x },
      ...lines.map(({ label, values }) => ({ name: label, unit: null, values })),
    ];
    return { marks, height, caption: curves.title, data };
  };
  const drawn = singlePanel(draw, choice.widthMm ?? style.columnMm);
  const name = fileName(curves.title);
  const files: FigureFile[] = await picturesOf(drawn, { name, title: curves.title }, choice, style);
  if (choice.formats.includes('csv')) files.push({ name: `${name}.csv`, bytes: csvOf(drawn.drawing.data) });
  if (choice.formats.includes('xlsx')) {
    const { xlsxOf } = await import('./output/xlsx.ts');
    files.push({ name: `${name}.xlsx`, bytes: await xlsxOf([{ id: name.slice(0, 31), data: drawn.drawing.data }]) });
  }
  return {
    files: files.map(({ name: file, bytes }) => ({ name: file, bytes: ofOwn(bytes) })),
    figures: [
      {
        widthMm: drawn.width / POINTS_PER_MM,
        heightMm: drawn.height / POINTS_PER_MM,
        caption: curves.title,
        command: '',
      },
    ],
    skipped: [],
  };
}
