import { join } from 'node:path';
import { z } from 'zod';
import { PrivateJsonFile } from '../user-data/private-json-file.ts';

/** Servers of one user that run beside each other, and come back. */
const MOST = 4;

const fileSchema = z.strictObject({
  version: z.literal(1),
  ports: z.array(z.int().min(1).max(65_535)).max(MOST),
});

/**
 * Ports on which this user's servers listened, the latest first. A server that may choose takes one of them, so that the
 * pages of the one before find it.
 */
export class LastPorts {
  readonly #file: PrivateJsonFile<z.infer<typeof fileSchema>>;

  constructor(folder: string, log: (line: string) => void) {
    this.#file = new PrivateJsonFile(join(folder, 'ports.json'), 'The list of last ports', fileSchema, log);
  }

  list(): number[] {
    return this.#file.read()?.ports ?? [];
  }

  used(port: number): void {
    const ports = [port, ...this.list().filter((other) => other !== port)].slice(0, MOST);
    this.#file.write({ version: 1, ports });
  }
}
