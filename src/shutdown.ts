import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { scrubber } from './secrets/scrubber.js';
import { ENDING_SIGNALS } from './start-up-signals.js';

/** Terminals and process groups deliver a signal twice, so only a later one means that someone lost patience. */
const IMPATIENCE_MS = 2000;
/** Time for clients to read pending responses after the drain; the server itself would wait forever. */
const LAST_ANSWERS_MS = 1000;
/** Time for the modules to save their data after an unhandled error. */
const FLUSH_MS = 5000;

/**
 * Exits with code 1 on an unhandled error, once every module has closed.
 * @param before what must end while the application still serves
 * @returns a function after which SIGTERM, SIGINT and SIGHUP do the same with code 0. Before it there is nothing to drain.
 */
export function endGracefully(
  app: NestFastifyApplication,
  drainMs: number,
  before: () => Promise<void> = async () => undefined,
): () => void {
  const logger = new Logger('Shutdown');
  let closingSince: number | undefined;

  /** Repeats, because new clients may connect while the modules save their data. */
  const cutOffIn = (delayMs: number): void => {
    const cutOff = (): void => {
      app.getHttpServer().closeAllConnections();
      cutOffIn(LAST_ANSWERS_MS);
    };
    setTimeout(cutOff, delayMs).unref();
  };

  const close = (code: number): void => {
    if (closingSince !== undefined) {
      if (performance.now() - closingSince >= IMPATIENCE_MS) process.exit(code || 130);
      return;
    }
    closingSince = performance.now();
    cutOffIn(drainMs + LAST_ANSWERS_MS);
    before()
      .then(() => app.close())
      .then(
        // A part that lost something on the way has set process.exitCode.
        () => process.exit(code || process.exitCode),
        (error: unknown) => {
          logger.error(scrubber.scrubError(error));
          process.exit(1);
        },
      );
  };

  const fail = (error: unknown): void => {
    logger.fatal(scrubber.scrubError(error));
    setTimeout(() => process.exit(1), FLUSH_MS).unref();
    close(1);
  };

  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return () => {
    for (const signal of ENDING_SIGNALS) {
      process.on(signal, () => {
        logger.log(`${signal}: shutting down`);
        close(0);
      });
    }
  };
}

/** For a process without an application: on a signal, ends what it runs, and exits with code 0. */
export function endOnSignals(stop: () => Promise<void>): void {
  let closing = false;
  for (const signal of ENDING_SIGNALS) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      new Logger('Shutdown').log(`${signal}: shutting down`);
      void stop().then(() => process.exit(0));
    });
  }
}
