import type { Millis } from 'lighter-broadcaster-protocol/account';

/** What to do with an answer by its stamp; `behind` and `ahead` are accepted and reported. */
export type Judgement = 'accept' | 'drop' | 'behind' | 'ahead';

/** One absurd stamp must not block an account for good: the third older answer in a row is believed. */
const MAX_DROPS = 2;
const MAX_AHEAD_MS = 60_000;

interface Last {
  stamp: Millis;
  drops: number;
}

/**
 * Orders the answers about each account by the exchange's own stamps. REST answers from several copies, of which one may lag
 * behind what another has answered already.
 */
export class AnswerOrder {
  private readonly lasts = new Map<number, Last>();

  /**
   * @param stamp of the answer; `null` when it has none
   * @param exchangeNow by the exchange's clock; `null` when unknown
   */
  judge(accountIndex: number, stamp: Millis | null, exchangeNow: Millis | null): Judgement {
    if (stamp === null) return 'accept';
    if (exchangeNow !== null && stamp > exchangeNow + MAX_AHEAD_MS) return 'ahead';
    const last = this.lasts.get(accountIndex);
    if (last === undefined || stamp >= last.stamp) {
      this.lasts.set(accountIndex, { stamp, drops: 0 });
      return 'accept';
    }
    if (last.drops < MAX_DROPS) {
      last.drops += 1;
      return 'drop';
    }
    this.lasts.set(accountIndex, { stamp, drops: 0 });
    return 'behind';
  }
}
