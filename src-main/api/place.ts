import { Hono } from 'hono';
import type { ApiContext } from './context.ts';
import { type Place, type PlaceAnswer, placeSchema } from './place-contract.ts';
import { described } from './route-description.ts';
import { validated } from './validated.ts';

function understood(text: string): Place | null {
  const { success, data } = placeSchema.safeParse(Object.fromEntries(new URLSearchParams(text)));
  return success ? data : null;
}

/** Where a window was last; null where that is not known (any more). */
function lastPlace({ place, notices }: ApiContext): Place | null {
  const text = place.read();
  if (text === null) return null;
  const last = understood(text);
  if (last === null) notices.add('Where you were last is no longer understood, and the window begins again.');
  return last;
}

/** GET /place, GET /place/read?PLACE, POST /place?PLACE. */
export function placeRoutes(context: ApiContext) {
  const place = validated('query', placeSchema);
  return new Hono()
    .get(
      '/place',
      described(
        '',
        '`{ place, notices }`: where a window of this user was last; sentences for the user, each given once',
      ),
      (c) => {
        const last = lastPlace(context);
        return c.json({ place: last, notices: context.notices.take() } satisfies PlaceAnswer);
      },
    )
    .get(
      '/place/read',
      described('a place as the query, as it stands behind `#` in the address', 'the place; 400 for what is none'),
      place,
      (c) => c.json(c.req.valid('query')),
    )
    .post('/place', described('a place as the query', '`{}`: kept for the next start'), place, (c) => {
      context.place.keep(new URL(c.req.url).searchParams.toString());
      return c.json({});
    });
}
