/** What a suite comes to; `skipped`: { name, reason } of every test that was. */
export function resultOf(name, { passed = 0, failed = 0, skipped = [] } = {}) {
  return { name, passed, failed, skipped };
}

/** Several results as one. */
export function together(name, results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return resultOf(name, {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: results.flatMap(({ skipped }) => skipped),
  });
}
