import type { HistoryRow } from './row.js';

/** Takes the rows that this process makes, in order. Abstract class = DI token. */
export abstract class RowSink {
  /** Never waits and never throws. */
  abstract push(rows: readonly HistoryRow[]): void;
  /** Resolves when everything pushed so far outlives this process; rejects when it cannot be kept. */
  abstract flush(): Promise<void>;
  /** Rows that have not reached the history yet. */
  abstract readonly waiting: number;
  /** Age of the oldest such row, in seconds. */
  abstract readonly waitingSeconds: number;
  /** Rows dropped since the start because too many waited; never trades or gaps. */
  abstract readonly dropped: number;
  /** The gap of the account is not stored yet: a trade that comes now must not prove that nothing before it is missing. */
  abstract hold(accountIndex: number): void;
  /** The gap is stored. */
  abstract release(accountIndex: number): void;
  /** Called once per hold when trades were given up: they have to be read again, from `lowestTradeId` on. */
  abstract onOverflow(listener: (accountIndex: number, lowestTradeId: string) => void): void;
}
