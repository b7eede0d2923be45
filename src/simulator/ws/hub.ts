import type { Channel } from './channel.js';
import type { Session } from './session.js';

/** Who is subscribed to what. */
export class Hub {
  readonly sessions = new Set<Session>();
  /** Subscriptions by account. */
  private readonly byAccount = new Map<number, number>();
  private readonly byKey = new Map<string, Set<Session>>();

  subscribers(key: string): ReadonlySet<Session> | undefined {
    return this.byKey.get(key);
  }

  /** Whether anybody is subscribed to a channel of this account. */
  isFollowed(account: number): boolean {
    return this.byAccount.has(account);
  }

  subscribe(session: Session, channel: Channel): void {
    this.count(channel, 1);
    session.subscriptions.set(channel.key, channel);
    const known = this.byKey.get(channel.key);
    if (known) known.add(session);
    else this.byKey.set(channel.key, new Set([session]));
  }

  unsubscribe(session: Session, key: string): void {
    const channel = session.subscriptions.get(key);
    if (!channel) return;
    this.count(channel, -1);
    session.subscriptions.delete(key);
    const subscribers = this.byKey.get(key);
    subscribers?.delete(session);
    if (subscribers?.size === 0) this.byKey.delete(key);
  }

  remove(session: Session): void {
    for (const key of [...session.subscriptions.keys()]) this.unsubscribe(session, key);
    this.sessions.delete(session);
  }

  private count({ account }: Channel, change: 1 | -1): void {
    if (account === null) return;
    const left = (this.byAccount.get(account) ?? 0) + change;
    if (left > 0) this.byAccount.set(account, left);
    else this.byAccount.delete(account);
  }

  /** The sessions of one IP. */
  of(ip: string): Session[] {
    return [...this.sessions].filter((session) => session.ip === ip);
  }
}
