import { Injectable } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { FrameRelay } from '../../upstream-ws/frame-relay.port.js';
import { failedToSubscribe } from './mirror-channel.js';

/** How long to wait for the exchange's snapshot. */
const HELD_WITHIN_MS = 10_000;
/** A channel without followers is left after this time. */
const LINGER_MS = 60_000;

interface Hold {
  users: number;
  release: () => void;
  leaving: Timer | null;
  /** Resolves with the exchange's snapshot. */
  ready: PromiseWithResolvers<void>;
}

/** Keeps `account_all` of an account subscribed at the exchange while any client follows it. */
@Injectable()
export class AccountAllHolds {
  private readonly holds = new Map<number, Hold>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly relay: FrameRelay,
  ) {
    relay.onFrame(({ channel, subject }) => {
      if (channel === 'account_all') this.holds.get(Number(subject))?.ready.resolve();
    });
  }

  /** Resolves once updates flow; each call must be released. @throws ExchangeRefusal when that takes too long */
  async hold(account: number): Promise<void> {
    const hold = this.holds.get(account) ?? this.begin(account);
    hold.users += 1;
    hold.leaving?.cancel();
    hold.leaving = null;
    const late = Promise.withResolvers<never>();
    const timer = this.clock.after(HELD_WITHIN_MS, () =>
      late.reject(failedToSubscribe(`account_all of ${account}: the exchange does not answer`)),
    );
    try {
      await Promise.race([hold.ready.promise, late.promise]);
    } finally {
      timer.cancel();
    }
  }

  release(account: number): void {
    const hold = this.holds.get(account);
    if (!hold || --hold.users > 0) return;
    hold.leaving = this.clock.after(LINGER_MS, () => {
      hold.release();
      this.holds.delete(account);
    });
  }

  private begin(account: number): Hold {
    const ready = Promise.withResolvers<void>();
    // Without a credential the channel is followed anyway.
    const { credential } = this.config.accounts.find(({ index }) => index === account)!;
    if (credential.kind === 'none') ready.resolve();
    const hold = { users: 0, release: this.relay.holdAccountAll(account), leaving: null, ready };
    this.holds.set(account, hold);
    return hold;
  }
}
