// Preloaded with --expose-gc: on SIGUSR2 the process collects garbage and prints the memory still in use.
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ held: heapUsed + external, rss })}\n`);
});
