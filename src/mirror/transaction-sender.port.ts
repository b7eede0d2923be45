import type { Transaction } from '../lighter/mirror-upstream.js';

/** Sends transactions of clients on. */
export abstract class TransactionSender {
  /**
   * Sends it once, at once, and returns the exchange's answer unchanged.
   * @throws MirrorBusy: not sent; ExchangeRefusal: not sent, for this reason; any other error: the outcome is unknown
   */
  abstract post(transaction: Transaction): Promise<{ status: number; text: string }>;
}
