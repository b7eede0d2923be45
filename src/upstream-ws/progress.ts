import type { ChannelSpec } from './channels.js';
import type { Followed } from './line-facts.js';
import type { LineEvents, MissedCause } from './line-parts.js';
import type { Session } from './session.js';

/** Which accounts of a line have all their snapshots since it came up. */
export class Progress {
  private readonly followed = new Set<number>();

  constructor(
    private readonly accounts: readonly Followed[],
    private readonly events: Pick<LineEvents, 'tradesConfirmed' | 'missed' | 'followed'>,
  ) {}

  isFollowed(accountIndex: number | null): boolean {
    return accountIndex !== null && this.followed.has(accountIndex);
  }

  /** A snapshot came on the connection that counts. */
  confirmed({ subscriptions }: Session, spec: ChannelSpec): void {
    const { channel, accountIndex } = spec;
    const account = this.accounts.find(({ index }) => index === accountIndex);
    if (!account || accountIndex === null) return;
    // Subscribed anew: what was pushed in between is not in the snapshot.
    if (this.followed.has(accountIndex)) return this.missed(spec, 'subscribed-anew');
    if (channel === account.tradesChannel) this.events.tradesConfirmed(accountIndex);
    if (!account.channels.every((held) => held.once || subscriptions.isConfirmed(held.channel))) return;
    this.followed.add(accountIndex);
    this.events.followed(accountIndex);
  }

  /** A connection that has all its snapshots takes over from one that was heard until now. */
  adopted(session: Session, specs: readonly ChannelSpec[]): void {
    for (const spec of specs) if (!this.isFollowed(spec.accountIndex)) this.confirmed(session, spec);
  }

  /** What else a frame tells is told again, by the next one or by REST; a fill is told once. */
  missed({ channel, accountIndex }: ChannelSpec, cause: MissedCause): void {
    const carriesFills = this.accounts.some(({ tradesChannel }) => tradesChannel === channel);
    if (carriesFills && accountIndex !== null) this.events.missed(accountIndex, cause);
  }

  clear(): void {
    this.followed.clear();
  }
}
