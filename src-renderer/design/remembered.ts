/**
 * A function whose result is computed once for each object that it is given with the same further arguments, and kept for
 * as long as that object is there.
 */
export function remembered<
  Key extends object,
  More extends readonly (string | number | boolean | undefined)[],
  Value extends object,
>(compute: (key: Key, ...more: More) => Value) {
  const known = new WeakMap<Key, Map<string, Value>>();
  return (key: Key, ...more: More) => {
    const values = known.get(key) ?? new Map<string, Value>();
    const name = more.join(' ');
    const value = values.get(name) ?? compute(key, ...more);
    known.set(key, values.set(name, value));
    return value;
  };
}
