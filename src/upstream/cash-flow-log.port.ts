import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';

/** What moved in and out of an account during one hour, as the exchange reports it. */
export interface FlowReading {
  /** Start of the hour. */
  timestamp: Millis;
  /** Deposits and transfers in: of this hour, or of all hours so far. The exchange does not document which. */
  inflow: Decimal;
  outflow: Decimal;
}

/** Takes the exchange's own account of deposits and withdrawals. */
export abstract class CashFlowLog {
  /** @param readings consecutive hours, oldest first; the last one may not be over yet */
  abstract readings(accountIndex: number, readings: readonly FlowReading[]): void;
}

/** Without a history there is nothing to record. */
export class NoCashFlowLog extends CashFlowLog {
  override readings(): void {}
}
