import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../clock/clock.js';
import { EngineDown } from './engine.port.js';

const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 2_000;

/** Asks the engine until it can be reached: a process that starts waits for it. @throws every other error */
export async function untilReached<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  for (let delay = FIRST_RETRY; ; delay = Math.min(LAST_RETRY, delay * 2)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof EngineDown)) throw error;
    }
    await clock.sleep(delay);
  }
}
