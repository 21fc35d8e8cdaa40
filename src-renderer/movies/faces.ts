import bold from '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf?url';
import regular from '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf?url';
import symbols from 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf?url';
import boldSymbols from 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf?url';
import { MOVIE_FACES } from '../../src-main/movies/painter/text.ts';

const FACES = [
  { family: MOVIE_FACES.text, weight: '400', url: regular },
  { family: MOVIE_FACES.text, weight: '700', url: bold },
  { family: MOVIE_FACES.symbols, weight: '400', url: symbols },
  { family: MOVIE_FACES.symbols, weight: '700', url: boldSymbols },
];

let loaded: Promise<unknown> | null = null;

/** Resolves when the faces of movies are there, the same files as the command line's; fetched when they are first asked for. */
export function movieFaces(): Promise<unknown> {
  loaded ??= Promise.all(
    FACES.map(async ({ family, weight, url }) => {
      const face = new FontFace(family, `url(${url})`, { weight });
      document.fonts.add(await face.load());
    }),
  );
  // Asked for again, they are fetched again.
  loaded.catch(() => (loaded = null));
  return loaded;
}
