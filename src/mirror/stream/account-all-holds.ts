import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { FrameRelay } from '../../upstream-ws/frame-relay.port.js';
import { SharedSubscription } from '../shared-subscription.js';

/** Keeps `account_all` of an account subscribed at the exchange while any client follows it. */
@Injectable()
export class AccountAllHolds {
  private readonly holds = new Map<number, SharedSubscription>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly relay: FrameRelay,
  ) {
    relay.onFrame(({ channel, subject }) => {
      if (channel === 'account_all') this.holds.get(Number(subject))?.answered();
    });
  }

  /** Resolves once updates flow; each call must be released. @throws ExchangeRefusal when that takes too long */
  hold(account: number): Promise<void> {
    return (this.holds.get(account) ?? this.begin(account)).use();
  }

  release(account: number): void {
    this.holds.get(account)?.release();
  }

  private begin(account: number): SharedSubscription {
    const release = this.relay.holdAccountAll(account);
    const hold = new SharedSubscription(this.clock, `account_all of ${account}`, () => {
      release();
      this.holds.delete(account);
    });
    // Without a credential the channel is followed anyway.
    const { credential } = this.config.accounts.find(({ index }) => index === account)!;
    if (credential.kind === 'none') hold.answered();
    this.holds.set(account, hold);
    return hold;
  }
}
