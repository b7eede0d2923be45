// What a measurement contributes to the table of `npm run bench`.

/**
 * A figure, beside its floor: the least that the same work can cost, measured in the same run.
 * @typedef {{ what: string, measured: string, floor: string, beside: string, ratio: number }} Line
 */

/** Hands lines to bench/run.mjs when that started this process. @param {Line[]} lines @returns {Promise<void>} */
export function addLines(lines) {
  return new Promise((resolve) => {
    if (process.send) process.send(lines, () => resolve());
    else resolve();
  });
}
