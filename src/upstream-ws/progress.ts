import type { ChannelSpec } from './channels.js';
import type { Followed } from './line-facts.js';
import type { LineEvents } from './line-parts.js';
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
  confirmed({ subscriptions }: Session, { channel, accountIndex }: ChannelSpec): void {
    const account = this.accounts.find(({ index }) => index === accountIndex);
    if (!account || accountIndex === null || this.followed.has(accountIndex)) return;
    if (channel === account.tradesChannel) this.events.tradesConfirmed(accountIndex);
    if (!account.channels.every((spec) => spec.once || subscriptions.isConfirmed(spec.channel))) return;
    this.followed.add(accountIndex);
    this.events.followed(accountIndex);
  }

  /** What else a frame tells is told again, by the next one or by REST; a fill is told once. */
  missed({ channel, accountIndex }: ChannelSpec): void {
    const carriesFills = this.accounts.some(({ tradesChannel }) => tradesChannel === channel);
    if (carriesFills && accountIndex !== null) this.events.missed(accountIndex);
  }

  clear(): void {
    this.followed.clear();
  }
}
