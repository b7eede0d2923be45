import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { ChannelSpec, FollowedAccount } from '../session/channels.js';
import { type DisconnectReason, incidentKind } from '../session/disconnect-reason.js';
import type { StreamConnectionEvents } from './connection-events.js';

/** Puts what went wrong on a line into words, with the account where it is known. */
export class ConnectionIncidents {
  constructor(
    private readonly accounts: readonly FollowedAccount[],
    private readonly report: StreamConnectionEvents['incident'],
  ) {}

  /** A frame that could not be used. */
  odd(kind: IncidentKind, accountIndex: number | null, reason: string): void {
    this.report(accountIndex ?? this.soleAccount, kind, null, reason);
  }

  /** @returns the words. */
  refused({ channel, accountIndex }: ChannelSpec, code: number | null, message: string): string {
    const text = `${channel} was refused: ${message}`;
    this.report(accountIndex, 'subscription-refused', code === null ? null : String(code), text);
    return text;
  }

  unattributed(isToken: boolean, code: number | null, message: string): void {
    this.report(
      this.soleAccount,
      isToken ? 'token-refused' : 'upstream-error',
      code === null ? null : String(code),
      message,
    );
  }

  /** Every account of the line has lost it. */
  ended(cause: DisconnectReason): void {
    for (const { index } of this.accounts)
      this.report(index, incidentKind(cause), cause.code, `stream: ${cause.message}`);
  }

  handoverFailed(message: string): void {
    this.report(this.soleAccount, 'handover-failed', null, message);
  }

  /** What names no account is that one's which has the line for itself. */
  private get soleAccount(): number | null {
    return this.accounts.length === 1 ? this.accounts[0]!.index : null;
  }
}
