import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../clock/clock.js';
import type { AppConfig } from '../../config/app-config.js';
import { EngineDown, type Engine } from '../engine.port.js';
import { homeOf, isHome } from './recorder-home.js';
import { RecorderLease } from './recorder-lease.js';

const LOOK_EVERY: Millis = 2_000;

/** Waits until this process may store the history of the cluster. @throws when `signal` aborts, or DATA_DIR cannot be used */
export async function standByAsRecorder(
  engine: Engine,
  config: AppConfig,
  clock: Clock,
  signal: AbortSignal,
): Promise<RecorderLease> {
  const home = homeOf(config);
  const elsewhere = elsewhereReport(config);
  for (;;) {
    signal.throwIfAborted();
    try {
      if (await isHome(engine, home)) {
        const lease = await RecorderLease.take(engine, home, config.cluster.leaseMs, clock, signal);
        // Another one may have decided meanwhile.
        if (await isHome(engine, home)) {
          await lease.settleHome();
          return lease;
        }
        await lease.release();
      } else elsewhere();
    } catch (error) {
      if (!(error instanceof EngineDown)) throw error;
    }
    await clock.sleep(LOOK_EVERY, signal);
  }
}

/** Reports once that the history is in another place. */
function elsewhereReport({ history }: AppConfig): () => void {
  let reported = false;
  return () => {
    if (reported) return;
    reported = true;
    new Logger('History').warn(
      `The history of this cluster is not in ${history.dataDir}, so this process does not record it. ` +
        'To continue it here, import a backup with `npm run history -- import <file>`, then run `npm run history -- adopt`.',
    );
  };
}
