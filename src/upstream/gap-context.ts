import type { Clock } from '../clock/clock.js';
import type { ExchangeClock } from '../clock/exchange-clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { Update } from '../state/update.js';
import type { GapLog } from './gap-log.port.js';
import type { RecorderHold } from './recorder-hold.port.js';
import type { TradeHistory } from './trade-history.port.js';

/** The services and settings that the gap keepers of all accounts share. */
export interface GapContext {
  clock: Clock;
  exchangeClock: ExchangeClock;
  log: GapLog;
  history: TradeHistory;
  recorder: RecorderHold;
  incidents: IncidentWriter;
  /** REST may take this long to list a fill. */
  settleMs: number;
  /** Applies an update to the state. */
  apply: (update: Update) => void;
  /** Whether the state holds as many trades as it keeps, or all down to this one. */
  isFilled: (accountIndex: number, tradeId: string) => boolean;
}
