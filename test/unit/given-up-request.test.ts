import { expect, it } from 'vitest';
import { failureAnswer } from '../../src-main/api/failure.ts';
import { Cancelled } from '../../src-main/jobs/cancelled-error.ts';

it('a request that was given up is no fault of ours: nothing goes to the log', () => {
  const log: string[] = [];
  const { body, status } = failureAnswer(new Cancelled(), {
    userData: '/data',
    folder: null,
    log: (text) => log.push(text),
  });
  expect({ body, status, log }).toEqual({
    body: { kind: 'cancelled', message: 'the request was given up' },
    status: 409,
    log: [],
  });
});
