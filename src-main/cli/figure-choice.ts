import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { FigureChoice, FigureFormat } from '../figures/figures.contract.ts';
import {
  ENSEMBLE_PAGES,
  ENSEMBLE_PANEL_LIST,
  isComposed,
  pageNamed,
  PAGES,
  PANEL_LIST,
} from '../figures/panel-list.ts';
import { panelOptionsSchema } from '../figures/sample/panel-options.ts';
import { fieldViewSchema } from '../figures/view/field-view.ts';

/** Options of the command that say what is drawn, and how. */
export interface FigureOptions {
  only?: string[] | undefined;
  page?: string[] | undefined;
  view?: string | undefined;
  style?: string | undefined;
  mode?: number | undefined;
  angles?: number[] | undefined;
  format: FigureFormat[];
  width?: number | undefined;
  dpi: number;
  transparent: boolean;
  ensemble: boolean;
}

/** Refuses ids that there are none of. */
function known(
  ids: readonly string[],
  all: readonly { id: string }[],
  { what, field }: { what: string; field: string },
) {
  const names = all.map(({ id }) => id);
  const unknown = ids.find((id) => !names.includes(id));
  if (unknown !== undefined) {
    const ofMany = [...ENSEMBLE_PANEL_LIST, ...ENSEMBLE_PAGES].some(({ id }) => id === unknown)
      ? ' (--ensemble has it)'
      : '';
    throw new BadInput(`there is no ${what} ${quoted(unknown)}${ofMany}; there are ${names.join(', ')}`, { field });
  }
  return [...new Set(ids)];
}

/** Pages of the list, and those of panels that are joined by +. */
function knownPages(ids: readonly string[]) {
  const composed = ids.filter(isComposed);
  known(
    composed.flatMap((id) => id.split('+')),
    PANEL_LIST,
    { what: 'panel', field: '--page' },
  );
  const wrong = composed.find((id) => pageNamed(id) === undefined);
  if (wrong !== undefined) throw new BadInput(`${quoted(wrong)} names a panel twice`, { field: '--page' });
  return [
    ...new Set([
      ...known(
        ids.filter((id) => !isComposed(id)),
        PAGES,
        { what: 'page', field: '--page' },
      ),
      ...composed,
    ]),
  ];
}

/** Refuses a text that names no view. */
function checkedView(text: string) {
  const found = fieldViewSchema.safeParse(Object.fromEntries(new URLSearchParams(text)));
  if (found.success) return text;
  const [{ path, message }] = found.error.issues;
  throw new BadInput(`${path.length === 0 ? '' : `${path.map(String).join('.')}: `}${message}`, { field: '--view' });
}

/** What the options of a command line ask for. Throws `BadInput` for what there is not. */
export function choiceOf({
  only,
  page,
  view,
  style,
  mode,
  angles,
  format,
  width,
  dpi,
  transparent,
  ensemble,
}: FigureOptions): FigureChoice {
  const isAll = only === undefined && page === undefined && view === undefined;
  const [panels, pages] = ensemble ? [ENSEMBLE_PANEL_LIST, ENSEMBLE_PAGES] : [PANEL_LIST, PAGES];
  const of = ensemble ? ' of many samples' : '';
  if (ensemble && view !== undefined) throw new BadInput('a view is of one sample, not of many', { field: '--view' });
  return {
    panels: isAll ? panels.map(({ id }) => id) : known(only ?? [], panels, { what: `panel${of}`, field: '--only' }),
    pages: isAll
      ? pages.map(({ id }) => id)
      : ensemble
        ? known(page ?? [], pages, { what: `page${of}`, field: '--page' })
        : knownPages(page ?? []),
    view: view === undefined ? null : checkedView(view),
    options: panelOptionsSchema.parse({ ...(mode !== undefined && { mode }), ...(angles !== undefined && { angles }) }),
    style: style ?? 'nature',
    formats: format,
    dpi,
    transparent,
    widthMm: width ?? null,
  };
}
