import writeXlsxFile from 'write-excel-file/node';
import type { SourceData } from '../sample/panel.ts';
import { heading, rowCount } from './csv.ts';

/** A sheet for each panel. */
export async function xlsxOf(panels: readonly { id: string; data: SourceData }[]): Promise<Uint8Array> {
  const sheets = panels.map(({ id, data }) => ({
    sheet: id,
    data: [
      data.map((column) => ({ value: heading(column), fontWeight: 'bold' as const })),
      ...Array.from({ length: rowCount(data) }, (_, row) =>
        data.map(({ values }) => {
          const value = values[row] as string | number | undefined;
          if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return null;
          return typeof value === 'number' ? { type: Number, value } : { type: String, value };
        }),
      ),
    ],
  }));
  return writeXlsxFile(sheets).toBuffer();
}
