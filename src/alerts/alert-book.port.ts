import type { Alert, AlertRule } from 'lighter-broadcaster-protocol/alert';

/** Which alerts to read, newest first. */
export interface AlertQuery {
  /** `null` is all accounts, and alerts of no account. */
  accounts: readonly number[] | null;
  /** `true`: only open ones. */
  open: boolean;
  limit: number;
  /** Only alerts that are older than this one. */
  before: string | null;
}

/** Alerts and rules as readers get them. */
export abstract class AlertBook {
  abstract list(query: AlertQuery): Promise<Alert[]>;
  abstract rules(): readonly AlertRule[];
  /** When the evaluator last completed a pass, monotonic milliseconds; `null` before the first. */
  abstract evaluatedAt(): number | null;
}
