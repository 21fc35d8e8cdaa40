import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import {
  challengeAnswerSchema,
  challengeSchema,
  rejoinSchema,
  sessionRequestSchema,
  sessionSchema,
} from '../api/session-contract.ts';
import type { DescribedRoute } from '../api/route-description.ts';
import type { Rejoining } from './rejoining.ts';
import type { Tokens } from './tokens.ts';

const OPEN = '/api/session';
const CHALLENGE = '/api/session/challenge';
const REJOIN = '/api/session/rejoin';

/** The routes of the API that want no token: they are how one gets one. Of the browser host only. */
export const SESSION_ROUTES: readonly DescribedRoute[] = [
  {
    method: 'POST',
    path: OPEN,
    description: {
      request: '`{ code }`',
      answer: '`{ token, run, rejoin: { id, key } }`: how a page comes in; browser host only, as the next two',
    },
  },
  {
    method: 'POST',
    path: CHALLENGE,
    description: { request: '`{ id, nonce }`', answer: '`{ nonce2, proof }`: the host shows that it knows the page' },
  },
  {
    method: 'POST',
    path: REJOIN,
    description: { request: '`{ id, nonce, nonce2, proof }`', answer: 'as `POST /api/session`' },
  },
];

export function isSessionPath(path: string): boolean {
  return SESSION_ROUTES.some((route) => route.path === path);
}

/** What a request comes to: a body for it and whether that lets the page in, or why it is refused. */
export type SessionAnswer = { body: unknown; isToken: boolean } | { refused: string };

const CODE_REFUSED = 'this way in was used or is older than a minute; open the file that Keycore has written again';
const REJOIN_REFUSED = 'this page is not known here, or no longer; open the file that Keycore has written';
const MALFORMED = 'the request is malformed';

/** How pages come in, and come in again (api/session-contract.ts). */
export class SessionRoutes {
  readonly #tokens: Tokens;
  readonly #rejoining: Rejoining;
  readonly #onCodeUsed: () => void;
  /** Told to nobody but pages that were let in. */
  readonly run = randomBytes(12).toString('base64url');

  /** @param onCodeUsed the next window needs another code */
  constructor(tokens: Tokens, rejoining: Rejoining, onCodeUsed: () => void) {
    this.#tokens = tokens;
    this.#rejoining = rejoining;
    this.#onCodeUsed = onCodeUsed;
  }

  /** `body` is what was posted as JSON, undefined where it was none. */
  answer(path: string, body: unknown): SessionAnswer {
    if (path === CHALLENGE)
      return this.#parsed(challengeSchema, body, (challenge) => ({
        body: challengeAnswerSchema.parse(this.#rejoining.answer(challenge)),
        isToken: false,
      }));
    if (path === REJOIN)
      return this.#parsed(rejoinSchema, body, (shown) =>
        this.#rejoining.admits(shown) ? this.#session(this.#tokens.issue()) : { refused: REJOIN_REFUSED },
      );
    return this.#parsed(sessionRequestSchema, body, ({ code }) => {
      const token = this.#tokens.exchange(code);
      if (token === null) return { refused: CODE_REFUSED };
      this.#onCodeUsed();
      return this.#session(token);
    });
  }

  #session(token: string): SessionAnswer {
    return { body: sessionSchema.parse({ token, run: this.run, rejoin: this.#rejoining.issue() }), isToken: true };
  }

  #parsed<T>(schema: z.ZodType<T>, body: unknown, answer: (value: T) => SessionAnswer) {
    const { success, data } = schema.safeParse(body);
    return success ? answer(data) : { refused: MALFORMED };
  }
}
