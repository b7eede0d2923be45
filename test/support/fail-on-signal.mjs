// Preloaded into the product: on SIGUSR2 something fails that nobody waits for, as a fault of ours would.
process.on('SIGUSR2', () => {
  const error = new Error('nobody expects this');
  if (process.env.FAIL_BY === 'rejection') void Promise.reject(error);
  else setImmediate(() => Promise.resolve().then(() => process.nextTick(fail, error)));
});

/** @param {Error} error */
function fail(error) {
  throw error;
}
