import type { ChannelSpec } from './channels.js';
import type { Followed } from './line-facts.js';
import type { LineEvents, MissedCause } from './line-parts.js';
import type { Session } from './session.js';

/** Which accounts of a line have their snapshots since it came up: that of their fills, and all of them. */
export class Progress {
  private readonly trading = new Set<number>();
  private readonly followed = new Set<number>();

  constructor(
    private readonly accounts: readonly Followed[],
    private readonly events: Pick<LineEvents, 'tradesConfirmed' | 'missed' | 'followed'>,
  ) {}

  isFollowed(accountIndex: number | null): boolean {
    return accountIndex !== null && this.followed.has(accountIndex);
  }

  /** A snapshot came on the connection that counts. */
  confirmed(session: Session, spec: ChannelSpec): void {
    // Subscribed anew: what was pushed in between is not in the snapshot.
    if (this.trading.has(spec.accountIndex!)) this.missed(spec, 'subscribed-anew');
    this.advance(session, spec);
  }

  /** A connection with as many snapshots takes over from one that was heard until now. */
  adopted(session: Session, specs: readonly ChannelSpec[]): void {
    for (const spec of specs)
      if (session.subscriptions.isConfirmed(spec.channel)) this.advance(session, spec);
  }

  /** What else a frame tells is told again, by the next one or by REST; a fill is told once. */
  missed({ channel, accountIndex }: ChannelSpec, cause: MissedCause): void {
    const carriesFills = this.accounts.some(({ tradesChannel }) => tradesChannel === channel);
    if (carriesFills && accountIndex !== null) this.events.missed(accountIndex, cause);
  }

  clear(): void {
    this.trading.clear();
    this.followed.clear();
  }

  private advance({ subscriptions }: Session, { channel, accountIndex }: ChannelSpec): void {
    const account = this.accounts.find(({ index }) => index === accountIndex);
    if (!account || accountIndex === null || this.followed.has(accountIndex)) return;
    if (channel === account.tradesChannel && !this.trading.has(accountIndex)) {
      this.trading.add(accountIndex);
      this.events.tradesConfirmed(accountIndex);
    }
    if (!account.channels.every((held) => held.once || subscriptions.isConfirmed(held.channel))) return;
    this.followed.add(accountIndex);
    this.events.followed(accountIndex);
  }
}
