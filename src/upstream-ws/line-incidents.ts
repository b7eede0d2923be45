import type { ChannelSpec } from './channels.js';
import { type EndCause, incidentKind } from './end-cause.js';
import type { Followed } from './line-facts.js';
import type { LineEvents } from './line-parts.js';

/** Puts what went wrong on a line into words, with the account where it is known. */
export class LineIncidents {
  constructor(
    private readonly accounts: readonly Followed[],
    private readonly tell: LineEvents['incident'],
  ) {}

  /** A frame that could not be used. */
  odd(kind: string, accountIndex: number | null, reason: string): void {
    this.tell(accountIndex ?? this.only, kind, null, reason);
  }

  /** @returns the words. */
  refused({ channel, accountIndex }: ChannelSpec, code: number | null, message: string): string {
    const text = `${channel} was refused: ${message}`;
    this.tell(accountIndex, 'subscription-refused', code === null ? null : String(code), text);
    return text;
  }

  unattributed(isToken: boolean, code: number | null, message: string): void {
    this.tell(
      this.only,
      isToken ? 'token-refused' : 'upstream-error',
      code === null ? null : String(code),
      message,
    );
  }

  /** Every account of the line has lost it. */
  ended(cause: EndCause): void {
    for (const { index } of this.accounts)
      this.tell(index, incidentKind(cause), cause.code, `stream: ${cause.message}`);
  }

  handoverFailed(message: string): void {
    this.tell(this.only, 'handover-failed', null, message);
  }

  /** What names no account is that one's which has the line for itself. */
  private get only(): number | null {
    return this.accounts.length === 1 ? this.accounts[0]!.index : null;
  }
}
