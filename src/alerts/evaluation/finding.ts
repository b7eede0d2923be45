import type { AccountState, Millis } from 'lighter-broadcaster-protocol/account';

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

/** What names an account to people. */
export type NamedAccount = Pick<AccountState, 'account_index' | 'name' | 'label'>;

export function nameOf({ name, label }: NamedAccount): string {
  return label?.label ?? name;
}

/** The part of a finding that says what it is about. @param account `null` when it concerns no account */
export function subjectOf(account: NamedAccount | null, subject: string) {
  return {
    account_index: account?.account_index ?? null,
    account_name: account && nameOf(account),
    market: null as string | null,
    subject,
    count: 1,
  };
}
