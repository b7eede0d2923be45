// A process under the built watchdog with ticks of 20 ms. It prints "watched", then blocks its event loop on SIGUSR2 and answers
// SIGTERM with "alive".
const { startWatchdog } = await import(new URL('../../dist/server/watchdog.js', import.meta.url).href);

startWatchdog(20);
process.on('SIGUSR2', () => {
  for (;;);
});
process.on('SIGTERM', () => {
  process.stdout.write('alive\n');
  process.exit(0);
});
setInterval(() => undefined, 1_000);
process.stdout.write('watched\n');
