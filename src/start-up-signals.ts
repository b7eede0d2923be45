export const ENDING_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Exits on a signal while the service starts, when there is nothing to drain: it may be loading, or waiting for a
 * `DATA_DIR` that another process still holds.
 * @returns a function that ends this, for when the shutdown takes over.
 */
export function endDuringStartUp(): () => void {
  const exit = (signal: NodeJS.Signals): void => {
    process.stderr.write(`${signal} during start-up: exiting\n`);
    process.exit(0);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, exit);
  return () => {
    for (const signal of ENDING_SIGNALS) process.off(signal, exit);
  };
}
