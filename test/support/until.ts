/** Lets real I/O go on until `condition` holds; the test's own time-out ends the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets what is already on its way over loopback arrive: some turns of the event loop, both ends being in this process. */
export async function settleIo(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
