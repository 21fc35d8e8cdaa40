import type { ApiError } from '../../src-main/api/contract.ts';

type Failure = ApiError['error'];

/** A request that the main side answered with an error; the message is for the user, in its own words. */
export class RequestFailure extends Error {
  readonly status: number;
  readonly kind: Failure['kind'];
  readonly place: Failure['place'];

  constructor(status: number, { kind, message, place }: Failure) {
    super(message);
    this.name = 'RequestFailure';
    this.status = status;
    this.kind = kind;
    this.place = place;
  }
}

/** The host is not reached: it has stopped, or the way to it is cut. */
export class HostUnreachable extends Error {
  constructor(
    cause: unknown,
    message = 'Keycore does not answer. It may have been stopped; what it had stored is safe.',
  ) {
    super(message, { cause });
    this.name = 'HostUnreachable';
  }
}

/** Who answers at the host's address could not prove to be the host; it was sent nothing but a challenge. */
export class AnotherProgram extends HostUnreachable {
  constructor() {
    super(undefined, 'Another program answers at this address, not your Keycore.');
    this.name = 'AnotherProgram';
  }
}

/** The failure that a response tells of. */
export async function failureOf(response: Response): Promise<RequestFailure> {
  const text = await response.text();
  try {
    return new RequestFailure(response.status, (JSON.parse(text) as ApiError).error);
  } catch {
    // Not one of ours: a proxy's page, or no body at all.
    const message = `The request failed with status ${response.status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`;
    return new RequestFailure(response.status, { kind: 'internal', message });
  }
}
