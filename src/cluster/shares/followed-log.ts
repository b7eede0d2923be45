import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { StreamName } from '../../state/change.js';
import { summed, type Counts } from '../counts.js';
import type { LogFeed } from '../log-feed.js';

/** What this process knows of the leaders from following their logs, one for each share. */
export class FollowedLog {
  constructor(
    private readonly feeds: readonly LogFeed[],
    private readonly shareOf: (account: number) => LogFeed | undefined,
  ) {}

  /** Of one share that has every account. */
  static ofOne(feed: LogFeed): FollowedLog {
    return new FollowedLog([feed], () => feed);
  }

  get shares(): number {
    return this.feeds.length;
  }

  /** Shares whose leader is heard of. */
  get led(): number {
    return this.feeds.filter(({ leaderAddress }) => leaderAddress !== null).length;
  }

  /** Milliseconds since the last entry of the log that is furthest behind. */
  get lagMs(): Millis {
    return Math.max(...this.feeds.map(({ lagMs }) => lagMs));
  }

  /** Takeovers seen, by reason. */
  get takeovers(): Counts {
    return summed(this.feeds.map(({ takeovers }) => takeovers));
  }

  /** Times that the whole state of a share was read anew, by reason. */
  get reloads(): Counts {
    return summed(this.feeds.map(({ reloads }) => reloads));
  }

  /** Base URLs of the leaders, in the order of the shares; `null` where none is heard of. */
  get leaders(): (string | null)[] {
    return this.feeds.map(({ leaderAddress }) => leaderAddress);
  }

  /** Base URL of the leader that follows the account, and of the first share for an account that nobody follows. */
  leaderOf(account: number): string | null {
    return (this.shareOf(account) ?? this.feeds[0]!).leaderAddress;
  }

  /** @param report is called with the stream of an account whose copy differed from its leader's */
  onCopyDiffers(report: (stream: StreamName) => void): void {
    for (const feed of this.feeds) feed.onCopyDiffers = report;
  }
}
