// How a client script talks to its test: one JSON line per call on stdout; a line on stdin lets it continue.

/** The settings that the test passes: addresses, account, token, headers. */
export const settings = JSON.parse(process.env['MIRROR_CLIENT'] ?? '{}');

/**
 * Runs a call of the client and prints its result or its error.
 * @param {string} name @param {() => unknown} call
 */
export async function report(name, call) {
  try {
    print({ name, result: await call() });
  } catch (error) {
    const { constructor, message } = /** @type {Error} */ (error);
    print({ name, error: constructor.name, message });
  }
}

/** Resolves with the next line on stdin. */
export function nextLine() {
  return new Promise((resolve) => process.stdin.once('data', resolve));
}

/** @param {object} line */
export function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
