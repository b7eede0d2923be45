import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Principal } from './principal.js';

/** `stream` opens a WebSocket or event stream; `sign-in` starts a session of the dashboard. Neither does anything else. */
export type TicketKind = 'stream' | 'sign-in';

export const TICKET_LIFE_MS: Readonly<Record<TicketKind, number>> = { stream: 30_000, 'sign-in': 600_000 };
const MAX_TICKETS = 10_000;

/** Single-use passes for browsers, which cannot send a header with a WebSocket or a link. */
export abstract class Tickets {
  /** @returns a ticket that admits this principal once, within the kind's life. */
  abstract issue(kind: TicketKind, principal: Principal): string;
  /**
   * @returns the principal of the ticket; `null` if it is unknown, used, too old or of another kind
   * @throws Problem ENGINE_UNAVAILABLE when it cannot be known whether it was used
   */
  abstract redeem(kind: TicketKind, ticket: string): Promise<Principal | null>;
}

/** Tickets of this process. When there are too many of a kind, the oldest are dropped. */
@Injectable()
export class MemoryTickets extends Tickets {
  private readonly issued: Readonly<
    Record<TicketKind, Map<string, { principal: Principal; endsAt: number }>>
  > = { stream: new Map(), 'sign-in': new Map() };

  constructor(private readonly clock: Clock) {
    super();
  }

  override issue(kind: TicketKind, principal: Principal): string {
    const ticket = randomBytes(24).toString('base64url');
    const now = this.clock.monotonic();
    this.dropOld(kind, now);
    this.issued[kind].set(ticket, { principal, endsAt: now + TICKET_LIFE_MS[kind] });
    return ticket;
  }

  override async redeem(kind: TicketKind, ticket: string): Promise<Principal | null> {
    const found = this.issued[kind].get(ticket);
    this.issued[kind].delete(ticket);
    return found && found.endsAt > this.clock.monotonic() ? found.principal : null;
  }

  /** Insertion order is order of expiry. */
  private dropOld(kind: TicketKind, now: number): void {
    const tickets = this.issued[kind];
    for (const [ticket, { endsAt }] of tickets) {
      if (endsAt > now && tickets.size < MAX_TICKETS) return;
      tickets.delete(ticket);
    }
  }
}
