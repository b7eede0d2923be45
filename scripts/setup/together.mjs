/**
 * Waits for all of them, also after a failure, so that no child outlives the set-up's lock; then throws the first failure.
 * @template {unknown[]} T
 * @param {{ [K in keyof T]: Promise<T[K]> }} work
 * @returns {Promise<T>}
 */
export async function together(...work) {
  await Promise.allSettled(work);
  return /** @type {Promise<T>} */ (Promise.all(work));
}
