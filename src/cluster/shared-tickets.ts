import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Credentials } from '../access/credentials.js';
import { fingerprintOf, KeyRing } from '../access/key-ring.js';
import type { Principal } from '../access/principal.js';
import { SignedClaims } from '../access/signed-claims.js';
import { TICKET_LIFE_MS, Tickets, type TicketKind } from '../access/tickets.js';
import { Engine } from './engine.port.js';
import { unlessDown } from './engine-unavailable.js';

/** The secret with which the processes of a cluster sign what they show each other. Class = DI token. */
export class ClusterSecret {
  constructor(readonly text: string) {}
}

interface Claims {
  id: string;
  kind: TicketKind;
  name: string;
  scope: Principal['scope'];
  /** Left out: as the key. */
  accounts?: number[] | null;
  onBehalfOf?: string;
  /** Start of the hash of the key; `null` for callers without one. */
  key: string | null;
  session?: { id: string; endsAt: Millis };
  /** By the clock of the engine. */
  endsAt: Millis;
}

/** Tickets that every process of a cluster accepts, and only one of them, once: signed text, with its use noted in the engine. */
@Injectable()
export class SharedTickets extends Tickets {
  private readonly signed: SignedClaims<Claims>;

  constructor(
    private readonly engine: Engine,
    private readonly keys: KeyRing,
    private readonly credentials: Credentials,
    secret: ClusterSecret,
  ) {
    super();
    this.signed = new SignedClaims(secret.text, 'ticket ');
  }

  override issue(kind: TicketKind, principal: Principal): string {
    const { name, scope, accounts, onBehalfOf } = principal;
    const { key = this.keys.named(name), session } = this.credentials.of(principal) ?? {};
    return this.signed.sign({
      id: randomBytes(12).toString('base64url'),
      kind,
      name,
      scope,
      ...(accounts !== (key?.accounts ?? null) && { accounts: accounts && [...accounts] }),
      ...(onBehalfOf !== undefined && { onBehalfOf }),
      key: key ? fingerprintOf(key) : null,
      ...(session && { session: { id: session.id, endsAt: session.endsAt } }),
      endsAt: Math.trunc(this.engine.now()) + TICKET_LIFE_MS[kind],
    });
  }

  override async redeem(kind: TicketKind, ticket: string): Promise<Principal | null> {
    const claims = this.signed.read(ticket);
    if (claims?.kind !== kind) return null;
    const left = claims.endsAt - this.engine.now();
    if (left <= 0) return null;
    const use = this.engine.once(`ticket/${claims.id}`, left + USED_LONGER);
    return (await unlessDown(use, 'whether the ticket was used is unknown'))
      ? this.principalOf(claims)
      : null;
  }

  private principalOf(claims: Claims): Principal | null {
    const { name, scope, onBehalfOf, session } = claims;
    const caller = { name, scope, ...(onBehalfOf !== undefined && { onBehalfOf }) };
    const accountsOr = (those: Principal['accounts']): Principal['accounts'] =>
      claims.accounts === undefined ? those : claims.accounts && new Set(claims.accounts);
    if (claims.key === null) return { ...caller, accounts: accountsOr(null), rate: null };
    const key = this.keys.named(name);
    if (!key || fingerprintOf(key) !== claims.key) return null;
    const principal = { ...caller, accounts: accountsOr(key.accounts), rate: key.rate };
    return this.credentials.bind(principal, { key, ...(session && { session: { ...session, key } }) });
  }
}

/** By how much the clocks of two processes may differ from the engine's. */
const USED_LONGER: Millis = 5_000;
