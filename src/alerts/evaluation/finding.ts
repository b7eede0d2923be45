import type { Millis } from 'lighter-broadcaster-protocol/account';

/** Both times of one step. Durations use `mono`; what is shown or stored uses `wall`. */
export interface EvaluationTime {
  mono: number;
  wall: Millis;
}

/** What a rule found, before it becomes an alert. */
export interface RuleFinding {
  account_index: number | null;
  account_name: string | null;
  market: string | null;
  subject: string;
  summary: string;
  details: Record<string, string | number | null>;
  count: number;
}
