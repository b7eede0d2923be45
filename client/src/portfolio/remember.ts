/** Memoizes the last input, compared by identity. */
export function rememberLast<A, R>(compute: (input: A) => R): (input: A) => R {
  let last: { input: A; result: R } | null = null;
  return (input) => {
    if (last?.input !== input) last = { input, result: compute(input) };
    return last.result;
  };
}

/** Memoizes per object, for the object's lifetime. */
export function rememberEach<A extends object, R>(compute: (input: A) => R): (input: A) => R {
  const results = new WeakMap<A, R>();
  return (input) => {
    if (!results.has(input)) results.set(input, compute(input));
    return results.get(input) as R;
  };
}
