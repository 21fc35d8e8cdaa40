/** Bytes that share their memory with nothing, as what is handed over to another thread: small buffers lie in a pool. */
export function ofOwn(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
}
