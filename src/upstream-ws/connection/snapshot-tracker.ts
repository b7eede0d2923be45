import type { ChannelPart, ChannelSpec, FollowedAccount } from '../session/channels.js';
import type { Session } from '../session/session.js';
import type { StreamConnectionEvents } from './connection-events.js';

type Events = Pick<
  StreamConnectionEvents,
  'tradesConfirmed' | 'marksConfirmed' | 'lapsed' | 'missed' | 'doubted' | 'followed' | 'released'
>;

/** Which channels have their snapshots since the connection came up: those of fills, and all of each account. */
export class SnapshotTracker {
  private readonly held = new Set<ChannelSpec>();
  private readonly trading = new Set<number>();
  private readonly followed = new Set<number>();

  constructor(
    private readonly accounts: readonly FollowedAccount[],
    private readonly events: Events,
  ) {}

  /** A snapshot arrived on the authoritative connection. */
  confirmed({ subscriptions }: Session, spec: ChannelSpec): void {
    const { channel, accountIndex } = spec;
    const account = this.accounts.find(({ index }) => index === accountIndex);
    if (!account) return;
    this.held.add(spec);
    if (spec.parts.includes('marks')) this.events.marksConfirmed();
    if (accountIndex === null) return;
    if (channel === account.tradesChannel && !this.trading.has(accountIndex)) {
      this.trading.add(accountIndex);
      this.events.tradesConfirmed(accountIndex);
    }
    if (this.followed.has(accountIndex)) return;
    if (!account.channels.every((it) => it.auxiliary || subscriptions.isConfirmed(it.channel))) return;
    this.followed.add(accountIndex);
    this.events.followed(accountIndex);
  }

  /** A connection with as many snapshots takes over. */
  adopted(session: Session, specs: readonly ChannelSpec[]): void {
    for (const spec of specs)
      if (session.subscriptions.isConfirmed(spec.channel)) this.confirmed(session, spec);
  }

  /**
   * A subscription may have ended. Data missed while unsubscribed arrives with the next snapshot; fills do not.
   * @param carrierOf the connection whose frames of a channel count, which may be a second one
   */
  lapsed(carrierOf: (channel: string) => Session, reason: string): void {
    for (const spec of this.held) {
      if (carrierOf(spec.channel).subscriptions.isConfirmed(spec.channel)) continue;
      this.held.delete(spec);
      for (const part of spec.parts) this.events.released(spec.accountIndex, part, reason);
    }
    for (const { index, tradesChannel } of this.accounts) {
      if (index === null || tradesChannel === null) continue;
      if (carrierOf(tradesChannel).subscriptions.holds(tradesChannel)) continue;
      if (this.trading.delete(index)) this.events.lapsed(index);
    }
  }

  /** Fills may have gone unseen: the next snapshot of their channel counts as its first. */
  doubtFills(accountIndex: number): void {
    this.trading.delete(accountIndex);
  }

  /** A frame could not be read. A fill is sent once; the rest comes again with a snapshot. Marks come with the next tick. */
  missed({ accountIndex }: ChannelSpec, parts: readonly ChannelPart[]): void {
    if (accountIndex === null) return;
    for (const part of parts)
      if (part === 'trades') this.events.missed(accountIndex);
      else if (part !== 'marks') this.events.doubted(accountIndex, part);
  }

  clear(): void {
    this.held.clear();
    this.trading.clear();
    this.followed.clear();
  }
}
