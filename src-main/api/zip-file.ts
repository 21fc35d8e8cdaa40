import { open, type FileHandle } from 'node:fs/promises';
import { Zip, ZipDeflate } from 'fflate';
import { BadInput } from '../../native-workers/text/bad-input.ts';

/** Plain zip ends here; fflate writes no zip64. */
const LARGEST_BYTES = 2 ** 32 - 1;
const MOST_FILES = 2 ** 16 - 1;

/** An archive that is written to a file while its members are made. */
export class ZipFile {
  readonly #file: FileHandle;
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  #bytes = 0;
  #members = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
    this.#zip = new Zip((error, chunk) => {
      // fflate says null where all is well, whatever its types say.
      if ((error as Error | null) !== null) throw error as unknown as Error;
      this.#ready.push(chunk);
      this.#bytes += chunk.length;
    });
  }

  static async create(path: string): Promise<ZipFile> {
    return new ZipFile(await open(path, 'wx', 0o600));
  }

  async #flush() {
    const ready = this.#ready;
    this.#ready = [];
    for (const chunk of ready) await this.#file.write(chunk);
  }

  /** Throws `BadInput` for what no archive of the plain format holds. */
  async add(name: string, pieces: Iterable<Uint8Array>): Promise<void> {
    this.#members += 1;
    // Pictures are compressed already.
    const member = new ZipDeflate(name, { level: 1 });
    this.#zip.add(member);
    for (const piece of pieces) {
      member.push(piece);
      await this.#flush();
    }
    member.push(new Uint8Array(0), true);
    await this.#flush();
    if (this.#bytes > LARGEST_BYTES || this.#members > MOST_FILES)
      throw new BadInput('one archive holds at most 4 GiB and 65,535 files: take fewer samples at a time');
  }

  /** Whether nothing has been added. */
  get isEmpty(): boolean {
    return this.#members === 0;
  }

  /** Ends the archive; without it what was written is none. */
  async end(): Promise<void> {
    this.#zip.end();
    await this.#flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
