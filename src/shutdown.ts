import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { scrubber } from './secrets/scrubber.js';

/** Terminals and process groups deliver a signal twice; only a later one is a person who has lost patience. */
const IMPATIENCE_MS = 2000;
/** After the drain, how long a client may take to read an answer that is on its way; the server would wait for ever. */
const LAST_ANSWERS_MS = 1000;
/** After an unhandled error, how long the parts may take to save what they hold. */
const FLUSH_MS = 5000;

/** Ends the process on SIGTERM and SIGINT with code 0 once every part has closed, and on an unhandled error with code 1. */
export function endGracefully(app: NestFastifyApplication, drainMs: number): void {
  const logger = new Logger('Shutdown');
  let closingSince: number | undefined;

  /** Again and again: while the parts save what they hold, others may still connect. */
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
    app.close().then(
      () => process.exit(code),
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

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.log(`${signal}: shutting down`);
      close(0);
    });
  }
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}
