/** A function whose result is computed once for each object that it is given, and kept for as long as that is there. */
export function remembered<Key extends object, Value extends object>(compute: (key: Key) => Value) {
  const known = new WeakMap<Key, Value>();
  return (key: Key): Value => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
