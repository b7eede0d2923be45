import type { ChannelSpec, FollowedAccount } from '../session/channels.js';
import type { StreamConnectionEvents } from './connection-events.js';
import type { Session } from '../session/session.js';

/** Which accounts of a line have their snapshots since it came up: that of their fills, and all of them. */
export class SnapshotTracker {
  private readonly trading = new Set<number>();
  private readonly followed = new Set<number>();

  constructor(
    private readonly accounts: readonly FollowedAccount[],
    private readonly events: Pick<
      StreamConnectionEvents,
      'tradesConfirmed' | 'lapsed' | 'missed' | 'followed'
    >,
  ) {}

  isFollowed(accountIndex: number | null): boolean {
    return accountIndex !== null && this.followed.has(accountIndex);
  }

  /** A snapshot came on the connection that counts. */
  confirmed({ subscriptions }: Session, { channel, accountIndex }: ChannelSpec): void {
    const account = this.accounts.find(({ index }) => index === accountIndex);
    if (!account || accountIndex === null) return;
    if (channel === account.tradesChannel && !this.trading.has(accountIndex)) {
      this.trading.add(accountIndex);
      this.events.tradesConfirmed(accountIndex);
    }
    if (this.followed.has(accountIndex)) return;
    if (!account.channels.every((held) => held.once || subscriptions.isConfirmed(held.channel))) return;
    this.followed.add(accountIndex);
    this.events.followed(accountIndex);
  }

  /** A connection with as many snapshots takes over from one that was heard until now. */
  adopted(session: Session, specs: readonly ChannelSpec[]): void {
    for (const spec of specs)
      if (session.subscriptions.isConfirmed(spec.channel)) this.confirmed(session, spec);
  }

  /** What else is pushed while a channel is not held is in its next snapshot; fills are pushed once. */
  lapsed({ subscriptions }: Session): void {
    for (const { index, tradesChannel } of this.accounts) {
      if (index === null || tradesChannel === null || subscriptions.holds(tradesChannel)) continue;
      if (this.trading.delete(index)) this.events.lapsed(index);
    }
  }

  /** What else a frame tells is told again, by the next one or by REST; a fill is told once. */
  missed({ channel, accountIndex }: ChannelSpec): void {
    const carriesFills = this.accounts.some(({ tradesChannel }) => tradesChannel === channel);
    if (carriesFills && accountIndex !== null) this.events.missed(accountIndex);
  }

  clear(): void {
    this.trading.clear();
    this.followed.clear();
  }
}
