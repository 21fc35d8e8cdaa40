/** Native handles made on the way, released together: their memory is outside what the garbage collector sees. */
export class NativeHandles {
  readonly #held: { dispose(): void }[] = [];

  hold<Handle extends { dispose(): void }>(handle: Handle): Handle {
    this.#held.push(handle);
    return handle;
  }

  dispose(): void {
    for (const handle of this.#held) handle.dispose();
  }
}
