import type { Millis } from 'lighter-broadcaster-protocol/account';

export type OnEnded = (id: string, endsAt: Millis) => void;

/** Keeps the ids of ended sessions until these expire, so that they stay ended. Abstract class = DI token. */
export abstract class EndedSessions {
  /** Reports those that are kept. @param now sessions that expired before, in epoch ms, need not be reported */
  abstract restore(now: Millis, report: OnEnded): void;
  /**
   * @param endsAt when the session would expire, epoch ms
   * @throws Problem ENGINE_UNAVAILABLE when it cannot be kept: the session then stays open
   */
  abstract add(id: string, endsAt: Millis): Promise<void>;
  /** @param known those that have not expired, asked for when what keeps them has lost them */
  abstract repeatIfLost(known: () => ReadonlyMap<string, Millis>): void;
  /** Calls back for each session that another process of the service ends. */
  abstract onEndElsewhere(listener: OnEnded): void;
}
