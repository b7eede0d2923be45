import type { Channel } from './channel.js';
import type { Session } from './session.js';

/** Who is subscribed to what. */
export class Hub {
  readonly sessions = new Set<Session>();
  private readonly byKey = new Map<string, Set<Session>>();

  subscribers(key: string): ReadonlySet<Session> | undefined {
    return this.byKey.get(key);
  }

  subscribe(session: Session, channel: Channel): void {
    session.subscriptions.set(channel.key, channel);
    const known = this.byKey.get(channel.key);
    if (known) known.add(session);
    else this.byKey.set(channel.key, new Set([session]));
  }

  unsubscribe(session: Session, key: string): void {
    session.subscriptions.delete(key);
    const subscribers = this.byKey.get(key);
    subscribers?.delete(session);
    if (subscribers?.size === 0) this.byKey.delete(key);
  }

  remove(session: Session): void {
    for (const key of [...session.subscriptions.keys()]) this.unsubscribe(session, key);
    this.sessions.delete(session);
  }

  /** The sessions of one IP. */
  of(ip: string): Session[] {
    return [...this.sessions].filter((session) => session.ip === ip);
  }
}
