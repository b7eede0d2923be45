import type { SimulatedChannel } from './channel.js';
import type { StreamSession } from './stream-session.js';

/** Open sessions and their subscriptions. */
export class SubscriptionRegistry {
  readonly sessions = new Set<StreamSession>();
  /** Subscriptions by account. */
  private readonly byAccount = new Map<number, number>();
  private readonly byKey = new Map<string, Set<StreamSession>>();

  subscribers(key: string): ReadonlySet<StreamSession> | undefined {
    return this.byKey.get(key);
  }

  /** Whether any session is subscribed to a channel of this account. */
  isFollowed(account: number): boolean {
    return this.byAccount.has(account);
  }

  subscribe(session: StreamSession, channel: SimulatedChannel): void {
    this.count(channel, 1);
    session.subscriptions.set(channel.key, channel);
    const known = this.byKey.get(channel.key);
    if (known) known.add(session);
    else this.byKey.set(channel.key, new Set([session]));
  }

  unsubscribe(session: StreamSession, key: string): void {
    const channel = session.subscriptions.get(key);
    if (!channel) return;
    this.count(channel, -1);
    session.subscriptions.delete(key);
    session.tokens.delete(key);
    const subscribers = this.byKey.get(key);
    subscribers?.delete(session);
    if (subscribers?.size === 0) this.byKey.delete(key);
  }

  remove(session: StreamSession): void {
    for (const key of [...session.subscriptions.keys()]) this.unsubscribe(session, key);
    this.sessions.delete(session);
  }

  private count({ account }: SimulatedChannel, change: 1 | -1): void {
    if (account === null) return;
    const left = (this.byAccount.get(account) ?? 0) + change;
    if (left > 0) this.byAccount.set(account, left);
    else this.byAccount.delete(account);
  }

  /** The sessions of one IP. */
  of(ip: string): StreamSession[] {
    return [...this.sessions].filter((session) => session.ip === ip);
  }
}
