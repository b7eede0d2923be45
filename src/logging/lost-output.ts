/**
 * Keeps the process alive when the reader of its output is gone (EPIPE, EIO) or the disk of the log is full: the lines are
 * lost, and the service goes on.
 */
export function surviveLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
