import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Principal } from './principal.js';

export const TICKET_LIFE_MS = 30_000;
const MAX_TICKETS = 10_000;

/** Single-use passes for browsers, which can't send a header with a WebSocket. */
export abstract class Tickets {
  /** @returns a ticket that lets this principal in once within `TICKET_LIFE_MS`. */
  abstract issue(principal: Principal): string;
  /** @returns who it was made for; `null` when it is unknown, used or too old. */
  abstract redeem(ticket: string): Principal | null;
}

/** Tickets of this process; when there are too many, the oldest are forgotten. */
@Injectable()
export class MemoryTickets extends Tickets {
  private readonly issued = new Map<string, { principal: Principal; endsAt: number }>();

  constructor(private readonly clock: Clock) {
    super();
  }

  override issue(principal: Principal): string {
    const ticket = randomBytes(24).toString('base64url');
    this.forgetOld();
    this.issued.set(ticket, { principal, endsAt: this.clock.wallNow() + TICKET_LIFE_MS });
    return ticket;
  }

  override redeem(ticket: string): Principal | null {
    const found = this.issued.get(ticket);
    this.issued.delete(ticket);
    return found && found.endsAt > this.clock.wallNow() ? found.principal : null;
  }

  /** Insertion order is order of expiry. */
  private forgetOld(): void {
    for (const [ticket, { endsAt }] of this.issued) {
      if (endsAt > this.clock.wallNow() && this.issued.size < MAX_TICKETS) return;
      this.issued.delete(ticket);
    }
  }
}
