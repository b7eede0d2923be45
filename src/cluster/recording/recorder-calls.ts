import type { ForwardedPrincipals } from '../../access/forwarded-principal.js';
import { SYSTEM } from '../../access/principal.js';
import type { HistoryStore } from '../../history/history-store.port.js';
import { Problem } from '../../http/problems.js';
import { NoAnswer, requestProcess } from '../cluster-request.js';
import type { Engine } from '../engine.port.js';
import { RECORDER } from './recorder-share.js';

/** What the leader asks the store of the recorder. */
export const RECORDER_METHODS = [
  ...(['page', 'equity', 'equityAt', 'pnl'] as const),
  ...(['checkpointOf', 'openRows', 'kept', 'notes'] as const),
] as const satisfies readonly (keyof HistoryStore)[];

export type RecorderMethod = (typeof RECORDER_METHODS)[number];

export const RECORDER_PATH = '/api/cluster/history';

/** A question of the leader to the recorder; the answer is JSON. */
export interface RecorderCall {
  method: RecorderMethod;
  args: unknown[];
}

/** Base URL of the process that stores the history; `null` while there was none. */
export async function recorderAddress(engine: Engine): Promise<string | null> {
  const head = await engine.head(RECORDER);
  return head && head.leader !== '' ? head.leader : null;
}

/** Asks the store of the recorder, on behalf of this service itself. */
export class RecorderCalls {
  constructor(
    private readonly engine: Engine,
    private readonly principals: ForwardedPrincipals,
  ) {}

  /** @throws Problem HISTORY_UNAVAILABLE while no recorder answers */
  async ask<T>(method: RecorderMethod, ...args: unknown[]): Promise<T> {
    const address = await recorderAddress(this.engine);
    if (address === null) throw new Problem('HISTORY_UNAVAILABLE', 'No recorder of the cluster runs.');
    const call: RecorderCall = { method, args };
    const signed = this.principals.sign(SYSTEM);
    const answer = await requestProcess(address, 'POST', RECORDER_PATH, signed, call).catch(
      (error: unknown) => {
        throw unavailable(error instanceof NoAnswer ? error.message : String(error));
      },
    );
    if (answer.status >= 300) throw unavailable(`status ${answer.status}`);
    return JSON.parse(answer.text) as T;
  }
}

function unavailable(reason: string): Problem {
  return new Problem('HISTORY_UNAVAILABLE', `The recorder of the cluster does not answer: ${reason}.`);
}
