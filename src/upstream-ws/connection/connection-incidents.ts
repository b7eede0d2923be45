import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { ChannelSpec, FollowedAccount } from '../session/channels.js';
import { type DisconnectReason, incidentKind } from '../session/disconnect-reason.js';
import type { StreamConnectionEvents } from './connection-events.js';

/** Describes what went wrong on a connection, with the account where it is known. */
export class ConnectionIncidents {
  /** Refusals already reported; their retries are not reported again. */
  private readonly refusals = new Map<ChannelSpec, string>();
  private isFullReported = false;

  constructor(
    private readonly accounts: readonly FollowedAccount[],
    private readonly report: StreamConnectionEvents['incident'],
  ) {}

  /** A frame that could not be used. */
  odd(kind: IncidentKind, accountIndex: number | null, reason: string): void {
    this.report(accountIndex ?? this.soleAccount, kind, null, reason);
  }

  refused(spec: ChannelSpec, code: number | null, message: string): void {
    const text = `${spec.channel} was refused: ${message}`;
    if (this.refusals.get(spec) === text) return;
    this.refusals.set(spec, text);
    this.report(spec.accountIndex, 'subscription-refused', code === null ? null : String(code), text);
  }

  confirmed(spec: ChannelSpec): void {
    this.refusals.delete(spec);
  }

  unattributed(isToken: boolean, code: number | null, message: string): void {
    this.report(
      this.soleAccount,
      isToken ? 'token-refused' : 'upstream-error',
      code === null ? null : String(code),
      message,
    );
  }

  /** Every account of the connection has lost it. */
  ended(cause: DisconnectReason): void {
    for (const { index } of this.accounts)
      this.report(index, incidentKind(cause), cause.code, `stream: ${cause.message}`);
  }

  handoverFailed(message: string): void {
    this.report(this.soleAccount, 'handover-failed', null, message);
  }

  /** Reported once until there is room again. */
  egressFull(egressId: string): void {
    if (this.isFullReported) return;
    this.isFullReported = true;
    for (const { index } of this.accounts)
      this.report(index, 'egress-full', null, `${egressId} has no room for another connection; REST only`);
  }

  egressHasRoom(): void {
    this.isFullReported = false;
  }

  /** If the connection carries one account, unattributed errors belong to it. */
  private get soleAccount(): number | null {
    return this.accounts.length === 1 ? this.accounts[0]!.index : null;
  }
}
