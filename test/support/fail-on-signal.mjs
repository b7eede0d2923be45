// Preloaded into the product: on SIGUSR2 raises an unhandled rejection, as a bug would. FAIL_TELLING is a
// secret in its message.
process.on('SIGUSR2', () => {
  const cause = new TypeError(process.env.FAIL_TELLING, { cause: process.env.FAIL_TELLING });
  const error = new Error(`an unexpected failure ${process.env.FAIL_TELLING ?? ''}`, { cause });
  if (process.env.FAIL_BY === 'rejection') void Promise.reject(error);
  else setImmediate(() => Promise.resolve().then(() => process.nextTick(fail, error)));
});

/** @param {Error} error */
function fail(error) {
  throw error;
}
