import { Problem } from '../http/problems.js';
import { EngineDown } from './engine.port.js';

/** @param effect what follows for the caller. @throws Problem ENGINE_UNAVAILABLE while the engine cannot be reached */
export async function unlessDown<T>(call: Promise<T>, effect: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof EngineDown)) throw error;
    throw new Problem('ENGINE_UNAVAILABLE', `The cluster engine cannot be reached: ${effect}. Try again.`, {
      'retry-after': '1',
    });
  }
}
