import { z } from 'zod';

/**
 * How a page of the browser host comes in, and comes in again. It is opened as `/#code=CODE` and exchanges the code, once
 * and within 60 s, for a bearer token, which it keeps in memory only, and a key, which it keeps in the browser so that no
 * script can read it. Before a page that was loaded again, or that has lost its host, says anything with a token,
 * the program that answers at the address has to prove that it knows the key; then the page proves the same, and gets a
 * new token.
 *
 * | route | request | response |
 * |---|---|---|
 * | POST /api/session | SessionRequest | SessionGrant |
 * | POST /api/session/challenge | Challenge | ChallengeAnswer |
 * | POST /api/session/rejoin | Rejoin | SessionGrant; 401 for a wrong proof or one that comes too late |
 *
 * key = HMAC-SHA-256(secret of the user, "rejoin" NUL id NUL port); proof of the host = HMAC(key, "server" NUL nonce NUL
 * nonce2), of the page = HMAC(key, "page" NUL nonce2 NUL nonce). Everything is base64url. The port is the one the host
 * listens on: a program on another port that hands a challenge on to the host gets the proof of another key.
 *
 * A browser sends a request again by itself when its connection breaks, to the program that has the port by then. It learns
 * a token that has died with its host, and cannot answer in its place: every answer to a request with a token names the
 * run (`RUN_HEADER`), which a page learns when it comes in.
 */
export const sessionRequestSchema = z.strictObject({ code: z.string().min(1).max(200) });

/** Names the run (`SessionGrant.run`) in every answer to a request that holds a token of it. */
export const RUN_HEADER = 'keycore-run';

/** 32 bytes as base64url. */
const bytes32 = z.string().regex(/^[\w-]{43}$/);

/** When it was given (seconds, base 36), and 16 random bytes. */
const rejoinId = z.string().regex(/^[0-9a-z]{1,9}\.[\w-]{22}$/);

export const sessionSchema = z.object({
  token: bytes32,
  /** Another one for each start of Keycore: project ids of an earlier run are good no more. */
  run: z.string(),
  /** Good for 30 days; each rejoining gives a new one. */
  rejoin: z.object({ id: rejoinId, key: bytes32 }),
});

export const challengeSchema = z.strictObject({ id: rejoinId, nonce: bytes32 });

export const challengeAnswerSchema = z.object({ nonce2: bytes32, proof: bytes32 });

export const rejoinSchema = z.strictObject({ id: rejoinId, nonce: bytes32, nonce2: bytes32, proof: bytes32 });

export type SessionGrant = z.infer<typeof sessionSchema>;
export type Challenge = z.infer<typeof challengeSchema>;
export type ChallengeAnswer = z.infer<typeof challengeAnswerSchema>;
export type Rejoin = z.infer<typeof rejoinSchema>;
