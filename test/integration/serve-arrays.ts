/** An array as the page gets it. */
export interface ReceivedArray {
  data: Float64Array | Float32Array | Int32Array | Uint8Array;
  shape: number[];
  unit: string | undefined;
  /** Where its payload begins in the response. */
  offset: number;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Takes a safetensors response apart by the published layout, without our writer. */
export function receivedArrays(bytes: ArrayBuffer): Map<string, ReceivedArray> {
  const length = Number(new DataView(bytes).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.slice(8, 8 + length));
  const { __metadata__: metadata, ...entries } = JSON.parse(text) as Record<string, Entry> & {
    __metadata__: Record<string, string>;
  };
  return new Map(
    Object.entries(entries).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const offset = 8 + length + from;
        const own = bytes.slice(offset, 8 + length + to);
        const ELEMENTS = { F64: Float64Array, F32: Float32Array, I32: Int32Array, U8: Uint8Array };
        const data = new ELEMENTS[dtype as keyof typeof ELEMENTS](own);
        return [name, { data, shape, unit: metadata[`unit:${name}`], offset }];
      },
    ),
  );
}
