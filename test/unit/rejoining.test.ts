import { createHmac } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownSecret } from '../../src-main/serve/own-secret.ts';
import { Rejoining } from '../../src-main/serve/rejoining.ts';
import { SessionRoutes } from '../../src-main/serve/session-routes.ts';
import { Tokens } from '../../src-main/serve/tokens.ts';

const SECRET = Buffer.alloc(32, 7);
const NONCE = 'n'.repeat(43);
const DAY = 24 * 60 * 60_000;

/** As a page proves it, written again from the contract. */
function pageProof(key: string, nonce: string, nonce2: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(`page\0${nonce2}\0${nonce}`).digest('base64url');
}

describe('rejoining', () => {
  test('host and page prove that they know the key of a name, in a process that has never seen the page', () => {
    const { id, key } = new Rejoining(SECRET, 4000).issue();
    const host = new Rejoining(SECRET, 4000);
    const { nonce2, proof } = host.answer({ id, nonce: NONCE });
    const expected = createHmac('sha256', Buffer.from(key, 'base64url')).update(`server\0${NONCE}\0${nonce2}`);
    expect(proof).toBe(expected.digest('base64url'));
    const shown = { id, nonce: NONCE, nonce2, proof: pageProof(key, NONCE, nonce2) };
    expect(host.admits(shown)).toBe(true);
    // Once.
    expect(host.admits(shown)).toBe(false);
  });

  test('another secret, another port, another name and a proof of the host’s own are refused', () => {
    const { id, key } = new Rejoining(SECRET, 4000).issue();
    for (const other of [new Rejoining(Buffer.alloc(32, 8), 4000), new Rejoining(SECRET, 4001)]) {
      const { nonce2, proof } = other.answer({ id, nonce: NONCE });
      const expected = createHmac('sha256', Buffer.from(key, 'base64url')).update(`server\0${NONCE}\0${nonce2}`);
      expect(proof).not.toBe(expected.digest('base64url'));
      expect(other.admits({ id, nonce: NONCE, nonce2, proof: pageProof(key, NONCE, nonce2) })).toBe(false);
    }
    const host = new Rejoining(SECRET, 4000);
    const first = host.answer({ id, nonce: NONCE });
    expect(host.admits({ id, nonce: NONCE, ...first })).toBe(false);
    const { nonce2 } = host.answer({ id, nonce: NONCE });
    const name = `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`;
    expect(host.admits({ id: name, nonce: NONCE, nonce2, proof: pageProof(key, NONCE, nonce2) })).toBe(false);
  });

  test('challenges end: after half a minute, beyond a number of them, and names after 30 days', () => {
    const now = Date.UTC(2026, 0, 1);
    const host = new Rejoining(SECRET, 4000);
    const { id, key } = host.issue(now);
    const answered = (at: number, until: number): boolean => {
      const { nonce2 } = host.answer({ id, nonce: NONCE }, at);
      return host.admits({ id, nonce: NONCE, nonce2, proof: pageProof(key, NONCE, nonce2) }, until);
    };
    expect(answered(now, now + 29_000)).toBe(true);
    expect(answered(now, now + 31_000)).toBe(false);
    expect(answered(now + 30 * DAY - 1000, now + 30 * DAY - 1000)).toBe(true);
    expect(answered(now + 30 * DAY + 1000, now + 30 * DAY + 1000)).toBe(false);
    // A clock that was set back locks nobody out.
    expect(answered(now - DAY, now - DAY)).toBe(true);
    const first = host.answer({ id, nonce: NONCE }, now);
    for (let more = 0; more < 256; more += 1) host.answer({ id, nonce: NONCE }, now);
    const proof = pageProof(key, NONCE, first.nonce2);
    expect(host.admits({ id, nonce: NONCE, nonce2: first.nonce2, proof }, now)).toBe(false);
  });
});

describe('the routes that want no token', () => {
  const routes = () => {
    const tokens = new Tokens();
    return { tokens, routes: new SessionRoutes(tokens, new Rejoining(SECRET, 4000), () => undefined) };
  };

  test('a code gives a token, and a name by which a page gets another one in the next run', () => {
    const first = routes();
    const entered = first.routes.answer('/api/session', { code: first.tokens.newCode() });
    if ('refused' in entered) throw new Error(entered.refused);
    const { token, run, rejoin } = entered.body as { token: string; run: string; rejoin: { id: string; key: string } };
    expect(first.tokens.admits(`Bearer ${token}`)).toBe(true);
    const second = routes();
    const challenge = second.routes.answer('/api/session/challenge', { id: rejoin.id, nonce: NONCE });
    const { nonce2 } = (challenge as { body: { nonce2: string } }).body;
    const proof = pageProof(rejoin.key, NONCE, nonce2);
    const again = second.routes.answer('/api/session/rejoin', { id: rejoin.id, nonce: NONCE, nonce2, proof });
    const session = (again as { body: { token: string; run: string; rejoin: { id: string } } }).body;
    expect(second.tokens.admits(`Bearer ${session.token}`)).toBe(true);
    expect(second.tokens.admits(`Bearer ${token}`)).toBe(false);
    expect([session.run === run, session.rejoin.id === rejoin.id]).toStrictEqual([false, false]);
  });

  test.each([
    ['/api/session', { code: 'guess' }, 'this way in was used or is older than a minute'],
    ['/api/session', undefined, 'the request is malformed'],
    ['/api/session/challenge', { id: '1.x', nonce: NONCE }, 'the request is malformed'],
    ['/api/session/challenge', { id: `1.${'a'.repeat(22)}`, nonce: `${NONCE}\0` }, 'the request is malformed'],
    ['/api/session/challenge', { id: `1.${'a'.repeat(22)}`, nonce: NONCE, more: 1 }, 'the request is malformed'],
    [
      '/api/session/rejoin',
      { id: `1.${'a'.repeat(22)}`, nonce: NONCE, nonce2: NONCE, proof: NONCE },
      'this page is not known here',
    ],
  ])('%s refuses %j', (path, body, words) => {
    const answer = routes().routes.answer(path, body);
    expect('refused' in answer ? answer.refused : '').toContain(words);
  });
});

describe.skipIf(process.platform === 'win32')('the secret', () => {
  let folder: string;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-secret-'));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const secret = (): string => ownSecret(folder, (line) => lines.push(line)).toString('hex');

  test('is made once, for this user’s eyes only', () => {
    const first = secret();
    expect([first.length, secret() === first, lines]).toStrictEqual([64, true, []]);
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toStrictEqual(['secret']);
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ['that others may read', (file) => chmodSync(file, 0o640), /other users may read it/],
    ['of another length', (file) => writeFileSync(file, 'short', { mode: 0o600 }), /another length/],
    [
      'behind a link',
      (file) => {
        rmSync(file);
        writeFileSync(join(file, '..', 'bait'), Buffer.alloc(32), { mode: 0o600 });
        symlinkSync('bait', file);
      },
      /ELOOP/,
    ],
  ])('%s is replaced, and that is said', (_what, spoil, words) => {
    const first = secret();
    spoil(join(folder, 'secret'));
    const second = secret();
    expect([second === first, second === secret()]).toStrictEqual([false, true]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(words);
    expect(readFileSync(join(folder, 'secret'))).toHaveLength(32);
  });

  test('where it cannot be kept each run has its own', () => {
    rmSync(folder, { recursive: true });
    expect(secret()).not.toBe(secret());
    expect(lines[0]).toMatch(/^no secret can be kept \(ENOENT/);
  });
});
